//go:build packed

package page

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
)

// The same PDFium as the library brings, in half the room: .ci/release packs it.
//
//go:embed pdfium.wasm.gz
var packedPDFium []byte

// startPDFium unpacks PDFium and starts it.
func startPDFium(c webassembly.Config) (pdfium.Pool, error) {
	r, err := gzip.NewReader(bytes.NewReader(packedPDFium))
	if err != nil {
		return nil, err
	}
	if c.WASM, err = io.ReadAll(r); err != nil {
		return nil, err
	}
	return webassembly.InitWithWASM(c)
}
