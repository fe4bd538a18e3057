package page

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
)

// An engine is PDFium, compiled to WebAssembly: it runs in a box of its own,
// without files or network, with a limit to its memory, and can be stopped in
// the middle of anything.
type engine struct {
	mu    sync.Mutex
	pool  pdfium.Pool
	cache wazero.CompilationCache
	next  chan pdfium.Pdfium // where the instance being made ahead will be; nil for none
}

// engineMemory is how many pages of 64 KiB a PDF may take. Without a limit
// there are files of a few kB that take 2 GB.
const engineMemory = 2048

// instance returns a fresh PDFium for one document, starting the engine if it
// is not running. What goes on in it is stopped as soon as ctx is done. Free
// must be called when done, and not while a call is going on.
func (e *engine) instance(ctx context.Context, o Options) (pdf pdfium.Pdfium, free func(), err error) {
	pool, err := e.start(o)
	if err != nil {
		return nil, nil, err
	}
	if pdf = e.ready(); pdf == nil {
		if pdf, err = pool.GetInstanceWithContext(ctx); err != nil {
			return nil, nil, fmt.Errorf("start a PDF instance: %w", err)
		}
	}
	free = func() {
		pdf.Close()
		if o.Guarded {
			e.ahead(pool)
		}
	}
	if err := bind(pdf, ctx); err != nil {
		pdf.Close()
		return nil, nil, err
	}
	return pdf, free, nil
}

// ahead makes the instance for the next document while nobody waits for it: to
// clear its memory takes as long as to read a page of text. Only a process that
// does nothing but read does so.
func (e *engine) ahead(pool pdfium.Pool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.next != nil || e.pool != pool {
		return
	}
	next := make(chan pdfium.Pdfium, 1)
	e.next = next
	go func() {
		pdf, err := pool.GetInstanceWithContext(context.Background())
		if err != nil {
			pdf = nil // who asks next is told
		}
		next <- pdf
	}()
}

// ready returns the instance made ahead, or nil.
func (e *engine) ready() pdfium.Pdfium {
	e.mu.Lock()
	next := e.next
	e.next = nil
	e.mu.Unlock()
	if next == nil {
		return nil
	}
	return <-next
}

// bind makes ctx the context of every call into pdf. The library gives each
// instance a context of its own and offers Kill to end it, but Kill writes what
// the call it is to end is reading: a race. The field is exported, its type is
// not; hence reflection, and an error should a new version have moved it.
func bind(pdf pdfium.Pdfium, ctx context.Context) error {
	v := reflect.Indirect(reflect.ValueOf(pdf.GetImplementation()))
	if v.Kind() != reflect.Struct {
		return errors.New("bind a PDF instance: not a struct")
	}
	field := v.FieldByName("Context")
	if !field.CanSet() || !reflect.TypeOf(ctx).AssignableTo(field.Type()) {
		return errors.New("bind a PDF instance: no context to set")
	}
	field.Set(reflect.ValueOf(ctx))
	return nil
}

func (e *engine) start(o Options) (pdfium.Pool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool != nil {
		return e.pool, nil
	}
	defer beating(o.alive)()
	cache, err := openCache(o.CacheDir)
	if err != nil {
		return nil, err
	}
	pool, err := startPDFium(webassembly.Config{
		MaxIdle: 1, MaxTotal: 2,
		FSConfig:      wazero.NewFSConfig(), // the default is to mount the host's root folder
		RuntimeConfig: runtime(cache, o.Guarded),
		Stdout:        io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		cache.Close(context.Background())
		return nil, fmt.Errorf("start the PDF engine: %w", err)
	}
	e.pool, e.cache = pool, cache
	return pool, nil
}

// beating gives signs of life until the function it returns is called: the
// engine's very first start takes seconds, and on a busy machine many.
func beating(alive func()) (stop func()) {
	alive()
	ticks, done := time.NewTicker(time.Second), make(chan struct{})
	go func() {
		for {
			select {
			case <-ticks.C:
				alive()
			case <-done:
				return
			}
		}
	}()
	return func() {
		ticks.Stop()
		close(done)
		alive()
	}
}

func runtime(cache wazero.CompilationCache, guarded bool) wazero.RuntimeConfig {
	return wazero.NewRuntimeConfig().
		WithCompilationCache(cache).
		WithMemoryLimitPages(engineMemory).
		WithCloseOnContextDone(!guarded) // or what is to stop burns on; it costs half the speed
}

// openCache opens the folder of compiled code, or keeps it in memory when
// there is no such folder to be had. It is the user's own: whoever can write
// there decides what runs here.
func openCache(dir string) (wazero.CompilationCache, error) {
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return wazero.NewCompilationCache(), nil
		}
		dir = filepath.Join(base, "stegvis", "wazero")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return wazero.NewCompilationCache(), nil
	}
	cache, err := wazero.NewCompilationCacheWithDir(dir)
	if err != nil {
		return nil, fmt.Errorf("open the PDF engine's cache: %w", err)
	}
	return cache, nil
}

func (e *engine) close() error {
	if pdf := e.ready(); pdf != nil {
		pdf.Close()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool == nil {
		return nil
	}
	err := e.pool.Close()
	e.cache.Close(context.Background())
	e.pool, e.cache = nil, nil
	return err
}
