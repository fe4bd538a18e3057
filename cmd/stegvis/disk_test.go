//go:build linux && amd64

package main

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.org/stegvis/cmd/stegvis/ptrace"
)

// A disk is a folder as the desk has written it, with what of it was certain to
// survive the loss of power at each moment.
type disk struct {
	folder string
	files  map[string]*written
}

// written is what has been done to one file. The disk may have done any of what
// came since the last sync, in any order and in part.
type written struct {
	certain []byte
	since   []ptrace.Call
	named   bool // it is certain that the file is there
	gone    bool // it has been removed; certain only when the folder has been synced
}

func newDisk(folder string) *disk { return &disk{folder: folder, files: map[string]*written{}} }

// do carries out a call.
func (d *disk) do(c ptrace.Call) {
	if c.Path == d.folder && c.Name == "fsync" {
		d.folderSynced()
		return
	}
	f := d.files[c.Path]
	if f == nil || f.gone && c.Name != "fsync" && c.Name != "unlink" {
		f = &written{} // a new file, or one in the place of one that was removed
	}
	switch c.Name {
	case "create", "write", "truncate":
		f.since = append(f.since, c)
	case "fsync":
		for _, c := range f.since {
			f.certain = apply(f.certain, c)
		}
		f.since, f.named = nil, true
	case "unlink":
		f.gone = true
	case "rename":
		panic("a disk does not know yet what a rename is: " + c.Path)
	default:
		return
	}
	d.files[c.Path] = f
}

func (d *disk) folderSynced() {
	for path, f := range d.files {
		f.named = true
		if f.gone {
			delete(d.files, path)
		}
	}
}

// whole is the image that has everything, afresh the one that has only what was
// certain.
const (
	afresh = 0
	whole  = 1
)

// afterPowerLoss is what may be found on the disk when the power goes now: in
// image 0 nothing that was not certain, in image 1 everything, in the others some
// of it, pieces of sectors among it. SQLite's index is left out: it is made anew.
func (d *disk) afterPowerLoss(moment uint64, image int) map[string][]byte {
	luck := rand.New(rand.NewPCG(moment, uint64(image)))
	happened := func() bool { return image == whole || image != afresh && luck.IntN(2) == 0 }
	found := map[string][]byte{}
	for _, path := range slices.Sorted(maps.Keys(d.files)) { // in the same order each time: the luck is drawn in it
		f := d.files[path]
		if strings.HasSuffix(path, "-shm") || f.gone && happened() || !f.named && !happened() {
			continue
		}
		data := slices.Clone(f.certain)
		for _, c := range f.since {
			switch {
			case image == whole:
				data = apply(data, c)
			case happened():
				data = apply(data, torn(c, luck))
			}
		}
		found[filepath.Base(path)] = data
	}
	return found
}

// losesPower leaves in the folder what may be found there when the power comes
// back, and nothing else; all of that is certain from then on.
func (d *disk) losesPower(moment uint64, image int) error {
	found := d.afterPowerLoss(moment, image)
	if err := os.RemoveAll(d.folder); err != nil {
		return err
	}
	if err := os.Mkdir(d.folder, 0o700); err != nil {
		return err
	}
	d.files = map[string]*written{}
	for name, data := range found {
		path := filepath.Join(d.folder, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return err
		}
		d.files[path] = &written{certain: data, named: true}
	}
	return nil
}

// unlike compares the disk, if the power had stayed, with the real one: a
// difference is something that the desk has written and nobody has seen.
func (d *disk) unlike() (list []string) {
	mine := d.afterPowerLoss(0, whole)
	real, err := os.ReadDir(d.folder)
	if err != nil {
		return []string{err.Error()}
	}
	for _, e := range real {
		data, err := os.ReadFile(filepath.Join(d.folder, e.Name()))
		if seen, ok := mine[e.Name()]; !ok || err != nil || !bytes.Equal(seen, data) {
			list = append(list, fmt.Sprintf("%s: %d bytes, %v; seen %v, %d bytes", e.Name(), len(data), err, ok, len(seen)))
		}
		delete(mine, e.Name())
	}
	for name := range mine {
		list = append(list, name+" is not there")
	}
	return list
}

// sector is what a disk writes whole.
const sector = 512

// torn is a call of which the disk may have done a part only.
func torn(c ptrace.Call, luck *rand.Rand) ptrace.Call {
	if c.Name == "write" && len(c.Data) > sector && luck.IntN(3) == 0 {
		c.Data = c.Data[:sector*(1+luck.IntN(len(c.Data)/sector))]
	}
	return c
}

func apply(data []byte, c ptrace.Call) []byte {
	switch c.Name {
	case "write":
		if end := c.Off + int64(len(c.Data)); end > int64(len(data)) {
			data = append(data, make([]byte, end-int64(len(data)))...)
		}
		copy(data[c.Off:], c.Data)
	case "truncate":
		if c.Len > int64(len(data)) {
			data = append(data, make([]byte, c.Len-int64(len(data)))...)
		}
		data = data[:c.Len]
	}
	return data
}
