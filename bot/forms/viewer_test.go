package forms_test

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"

	"example.org/stegvis/bot/forms/pdf"
	"example.org/stegvis/bot/intyg/page"
)

// A viewer is PDFium, the engine of several browsers, with a form open in it.
type viewer struct {
	t *testing.T
	pdfium.Pdfium
	file references.FPDF_DOCUMENT
	form references.FPDF_FORMHANDLE
	open map[int]references.FPDF_PAGE
}

// engine is started once for all tests; compiling it takes seconds.
var engine = sync.OnceValues(func() (pdfium.Pool, error) {
	cfg := wazero.NewRuntimeConfig()
	if dir, err := os.UserCacheDir(); err == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "stegvis", "wazero")); err == nil {
			cfg = cfg.WithCompilationCache(cache)
		}
	}
	return webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: 2, FSConfig: wazero.NewFSConfig(), RuntimeConfig: cfg.WithMemoryLimitPages(2048).WithCloseOnContextDone(true),
		Stdout: io.Discard, Stderr: io.Discard,
	})
})

func view(t *testing.T, file []byte) *viewer {
	t.Helper()
	pool, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	v := &viewer{t: t, open: map[int]references.FPDF_PAGE{}}
	if v.Pdfium, err = pool.GetInstance(0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Pdfium.Close() })
	doc, err := v.OpenDocument(&requests.OpenDocument{File: &file})
	if err != nil {
		t.Fatal(err)
	}
	v.file = doc.Document
	info := deaf
	info.FFI_GetPage = func(_ references.FPDF_DOCUMENT, n int) *references.FPDF_PAGE { p := v.page(n); return &p }
	form, err := v.FPDFDOC_InitFormFillEnvironment(&requests.FPDFDOC_InitFormFillEnvironment{Document: v.file, FormFillInfo: info})
	if err != nil {
		t.Fatal(err)
	}
	v.form = form.FormHandle
	return v
}

var deaf = structs.FPDF_FORMFILLINFO{
	Release:                func() {},
	FFI_Invalidate:         func(references.FPDF_PAGE, float64, float64, float64, float64) {},
	FFI_OutputSelectedRect: func(references.FPDF_PAGE, float64, float64, float64, float64) {},
	FFI_SetCursor:          func(enums.FXCT) {},
	FFI_SetTimer:           func(int, func(int)) int { return 0 },
	FFI_KillTimer:          func(int) {},
	FFI_GetLocalTime:       func() structs.FPDF_SYSTEMTIME { return structs.FPDF_SYSTEMTIME{} },
	FFI_OnChange:           func() {},
	FFI_GetCurrentPage:     func(references.FPDF_DOCUMENT) *references.FPDF_PAGE { return nil },
	FFI_GetRotation:        func(references.FPDF_PAGE) enums.FPDF_PAGE_ROTATION { return enums.FPDF_PAGE_ROTATION_NONE },
	FFI_ExecuteNamedAction: func(string) {},
	FFI_SetTextFieldFocus:  func(string, bool) {},
	FFI_DoURIAction:        func(string) {},
	FFI_DoGoToAction:       func(int, enums.FPDF_ZOOM_MODE, []float32) {},
}

func (v *viewer) page(n int) references.FPDF_PAGE {
	if p, ok := v.open[n]; ok {
		return p
	}
	p, err := v.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: v.file, Index: n})
	if err != nil {
		v.t.Fatal(err)
	}
	v.open[n] = p.Page
	v.must(v.FORM_OnAfterLoadPage(&requests.FORM_OnAfterLoadPage{Page: v.ref(n), FormHandle: v.form}))
	return p.Page
}

func (v *viewer) ref(n int) requests.Page {
	p := v.page(n)
	return requests.Page{ByReference: &p}
}

func (v *viewer) must(_ any, err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// click presses the mouse in the middle of a box.
func (v *viewer) click(n int, b page.Box) {
	x, y := (b.X0+b.X1)/2, pdf.Height-b.Middle()
	v.must(v.FORM_OnMouseMove(&requests.FORM_OnMouseMove{FormHandle: v.form, Page: v.ref(n), PageX: x, PageY: y}))
	v.must(v.FORM_OnLButtonDown(&requests.FORM_OnLButtonDown{FormHandle: v.form, Page: v.ref(n), PageX: x, PageY: y}))
	v.must(v.FORM_OnLButtonUp(&requests.FORM_OnLButtonUp{FormHandle: v.form, Page: v.ref(n), PageX: x, PageY: y}))
}

// leave takes the focus away, as pressing beside the field does; without it
// the next press on a box switches nothing.
func (v *viewer) leave() {
	v.must(v.FORM_ForceToKillFocus(&requests.FORM_ForceToKillFocus{FormHandle: v.form}))
}

func (v *viewer) write(n int, b page.Box, text string) {
	v.click(n, b)
	v.must(v.FORM_SelectAllText(&requests.FORM_SelectAllText{FormHandle: v.form, Page: v.ref(n)}))
	v.must(v.FORM_ReplaceSelection(&requests.FORM_ReplaceSelection{FormHandle: v.form, Page: v.ref(n), Text: text}))
	v.leave()
}

func (v *viewer) save() []byte {
	var b bytes.Buffer
	v.must(v.FPDF_SaveAsCopy(&requests.FPDF_SaveAsCopy{Document: v.file, FileWriter: &b}))
	return b.Bytes()
}

// picture shows a page as people see it, fields and all, in grey.
func (v *viewer) picture(n, dpi int) *image.Gray {
	r, err := v.RenderPageInDPI(&requests.RenderPageInDPI{Page: v.ref(n), DPI: dpi, RenderForm: true, Document: &v.file, RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT})
	if err != nil {
		v.t.Fatal(err)
	}
	defer r.Cleanup()
	grey := image.NewGray(r.Result.RenderedImage.Bounds())
	draw.Draw(grey, grey.Bounds(), r.Result.RenderedImage, image.Point{}, draw.Src)
	return grey
}

// reader is the intake's own.
var reader = sync.OnceValue(func() *page.Reader { return page.NewReader(page.Options{}) })

// read is how the intake sees a file.
func read(t *testing.T, file []byte) page.Document {
	t.Helper()
	d, err := reader().Read(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// fields returns what stands in the fields of a file, by their names. A field
// with nothing in it is there with "".
func fields(t *testing.T, file []byte) map[string]string {
	t.Helper()
	got := map[string]string{}
	for _, p := range read(t, file).Pages {
		for _, w := range p.Words {
			if w.Field != "" {
				got[w.Field] = strings.ReplaceAll(w.Text, "\r", "\n")
			}
		}
		for _, m := range p.Marks {
			if m.Field == "" {
				continue
			}
			if _, ok := got[m.Field]; !ok || m.State == page.On {
				got[m.Field] = ""
			}
			if m.State == page.On {
				got[m.Field] = m.Value
			}
		}
	}
	return got
}

// words returns all text of a file that is not in a field.
func words(t *testing.T, file []byte) string {
	t.Helper()
	var all []string
	for _, p := range read(t, file).Pages {
		for _, w := range p.Words {
			if w.Field == "" {
				all = append(all, w.Text)
			}
		}
	}
	return strings.Join(all, " ")
}
