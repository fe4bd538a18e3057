package ledger

import (
	"fmt"
	"syscall"
)

// remote are the file systems over a network that are known not to keep what
// SQLite needs: locks that hold, and memory that two processes share.
var remote = map[int64]string{
	0x6969: "NFS", 0xff534d42: "CIFS", 0xfe534d42: "SMB", 0x517b: "SMB", 0x01021997: "9P", 0x5346414f: "AFS", 0x00c36400: "Ceph", 0x47504653: "GPFS", 0x0bd00bd0: "Lustre",
}

// local refuses a folder on a file system that is not of this machine.
func local(folder string) error {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil {
		return fmt.Errorf("look at the state folder: %w", err)
	}
	return onDisk(int64(fs.Type))
}

// Free returns how many bytes there is room for on the ledger's disk.
func (l *Ledger) Free() (int64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(l.folder, &fs); err != nil {
		return 0, fmt.Errorf("look at the disk: %w", err)
	}
	return int64(fs.Bavail) * fs.Bsize, nil
}

func onDisk(kind int64) error {
	if name, ok := remote[kind]; ok {
		return fmt.Errorf("the state folder lies on %s, where a ledger is not safe: use a local disk", name)
	}
	return nil
}
