//go:build !packed

package page

import (
	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
)

// startPDFium starts PDFium as its library brings it.
func startPDFium(c webassembly.Config) (pdfium.Pool, error) { return webassembly.Init(c) }
