package page

import (
	"os"
	"testing"
)

func BenchmarkTmp(b *testing.B) {
	data, _ := os.ReadFile("/work/shared/samples/pdf/grid_L1_c01.pdf")
	r := NewReader(Options{})
	defer r.Close()
	r.Read(b.Context(), data)
	b.ResetTimer()
	for b.Loop() {
		r.Read(b.Context(), data)
	}
}
