package ptrace

import "fmt"

// A Call is a system call that changes the world, about to be made.
type Call struct {
	Name string // write, fsync, truncate, unlink, rename, create, send, connect
	Path string // of the file; empty for the network
	Off  int64  // where a write begins
	Len  int64  // how much is written or sent, or to what length a file is cut
	Data []byte // what is written or sent, when it was asked for

	Thread int // which of the program's threads makes it, in the order in which they began to
}

// Where says where the call goes, for a table of what has been reached.
func (c Call) Where() string {
	if c.Path == "" {
		return c.Name
	}
	return fmt.Sprintf("%s %s", c.Name, base(c.Path))
}

// base is the end of a file's name, which for the files of a ledger says which
// of them it is.
func base(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}
