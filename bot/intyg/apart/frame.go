package apart

import (
	"bytes"
	"encoding/binary"
	"io"
)

// What is said through the pipes: a letter for the kind, the number of the
// question it is about, how many bytes follow, and those.
type frame struct {
	kind byte
	id   uint64
	data []byte
}

const (
	kindQuestion byte = 'Q'
	kindAnswer   byte = 'A'
	kindAlive    byte = '.'

	headSize    = 1 + 8 + 8
	maxQuestion = 128 << 20
)

func send(w io.Writer, kind byte, id uint64, data []byte) error {
	head := make([]byte, headSize)
	head[0] = kind
	binary.BigEndian.PutUint64(head[1:], id)
	binary.BigEndian.PutUint64(head[9:], uint64(len(data)))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

// receive reads a frame of at most so many bytes. Memory is taken as they come:
// a number alone costs nothing.
func receive(r io.Reader, most int) (f frame, err error) {
	head := make([]byte, headSize)
	if _, err := io.ReadFull(r, head); err != nil {
		return f, err
	}
	f.kind, f.id = head[0], binary.BigEndian.Uint64(head[1:])
	n := binary.BigEndian.Uint64(head[9:])
	if n > uint64(most) {
		return f, ErrFlood
	}
	var b bytes.Buffer
	if _, err := io.CopyN(&b, r, int64(n)); err != nil {
		return f, err
	}
	f.data = b.Bytes()
	return f, nil
}
