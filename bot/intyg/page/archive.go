package page

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
)

// An archive is a ZIP file that is read with a budget: what all its parts
// together may unpack to.
type archive struct {
	files  []*zip.File
	budget int64
}

func openArchive(data []byte) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, ErrUnreadable
	}
	if len(z.File) > maxEntries {
		return nil, fmt.Errorf("%d parts: %w", len(z.File), ErrTooBig)
	}
	return &archive{z.File, maxUnpack}, nil
}

// part returns the part called name; nil when there is none.
func (a *archive) part(name string) ([]byte, error) {
	for _, f := range a.files {
		if f.Name == name {
			return a.unpack(f)
		}
	}
	return nil, nil
}

// unpack reads one part. What its header says of its size is believed only
// when it is too much.
func (a *archive) unpack(f *zip.File) ([]byte, error) {
	if f.Flags&1 != 0 {
		return nil, ErrLocked
	}
	size, packed := f.UncompressedSize64, f.CompressedSize64
	if size > uint64(a.budget) || size > 1<<20 && size/maxRatio > packed {
		return nil, fmt.Errorf("part of %d bytes: %w", size, ErrTooBig)
	}
	in, err := f.Open()
	if err != nil {
		return nil, ErrUnreadable
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, int64(size)+1))
	switch a.budget -= int64(len(data)); {
	case uint64(len(data)) > size || a.budget < 0:
		return nil, fmt.Errorf("part bigger than it says: %w", ErrTooBig)
	case err != nil:
		return nil, ErrUnreadable
	}
	return data, nil
}
