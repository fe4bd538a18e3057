package slack

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
	"unicode"
)

// TestNoSwedishInGo: every word that people read comes from the templates. The
// sign for nothing and the ellipsis are no words.
func TestNoSwedishInGo(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && !strings.Contains(lit.Value, "A-ZÅÄÖ") {
				for _, r := range lit.Value {
					if r > unicode.MaxASCII && unicode.IsLetter(r) {
						t.Errorf("%s: %s", f.Name(), lit.Value)
						break
					}
				}
			}
			return true
		})
	}
}
