//go:build linux && amd64

package main

import (
	"maps"
	"math/rand/v2"
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

// written is what has been done to one file, in order. The disk may have done
// any of it, in any order and in part; only what came before a sync is certain.
type written struct {
	done   []ptrace.Call
	synced int  // so many of them are certain
	named  bool // it is certain that the file is there
	gone   bool // it has been removed; certain only when the folder has been synced
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
		f.done = append(f.done, c)
	case "fsync":
		f.synced, f.named = len(f.done), true
	case "unlink":
		f.gone = true
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

// afterPowerLoss is what may be found on the disk when the power goes now: in
// image 0 nothing that was not certain, in image 1 everything, in the others some
// of it, pieces of sectors among it. SQLite's index is left out: it is made anew.
func (d *disk) afterPowerLoss(moment uint64, image int) map[string][]byte {
	luck := rand.New(rand.NewPCG(moment, uint64(image)))
	happened := func() bool { return image == 1 || image > 1 && luck.IntN(2) == 0 }
	found := map[string][]byte{}
	for _, path := range slices.Sorted(maps.Keys(d.files)) { // in the same order each time: the luck is drawn in it
		f := d.files[path]
		if strings.HasSuffix(path, "-shm") || f.gone && happened() || !f.named && !happened() {
			continue
		}
		var data []byte
		for i, c := range f.done {
			switch {
			case i < f.synced || image == 1:
				data = apply(data, c)
			case happened():
				data = apply(data, torn(c, luck))
			}
		}
		found[filepath.Base(path)] = data
	}
	return found
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
