package forms_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"example.org/stegvis/bot/forms"
)

// jars are what PDFBox's Preflight is made of, as Debian packages it:
// libpdfbox2-java, libjaxb-api-java and libactivation-java.
var jars = []string{"preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "javax.activation", "jaxb-api"}

// TestArchive: a validator that is not ours finds nothing wrong with the case
// file. It knows the first part of the standard alone, and the file follows the
// second; so what names the part is changed in a copy, and one demand that the
// second part has dropped (a list of the characters in a font that holds some
// of them) is let pass.
func TestArchive(t *testing.T) {
	bare := forms.CaseFacts{Head: head}
	long := caseFile()
	for range 200 {
		long.Events = append(long.Events, caseFile().Events[0])
	}
	for name, f := range map[string]forms.CaseFacts{"case": caseFile(), "bare": bare, "long": long} {
		t.Run(name, func(t *testing.T) {
			file, err := forms.CaseFile(load(t), f)
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range preflight(t, asFirstPart(t, file)) {
				if !strings.HasPrefix(fault, "3.1.11 ") || !strings.Contains(fault, "CIDSet entry is missing") {
					t.Error(fault)
				}
			}
		})
	}
}

// TestArchiveJudge: the validator does find faults in a paper that is not made
// for archives, so that its silence means something.
func TestArchiveJudge(t *testing.T) {
	file, err := forms.Order(load(t), order())
	if err != nil {
		t.Fatal(err)
	}
	if faults := preflight(t, file); len(faults) < 3 {
		t.Errorf("only %q", faults)
	}
}

// asFirstPart makes a file say that it follows PDF/A-1b. The new words are as
// long as the old ones, so nothing moves.
func asFirstPart(t *testing.T, file []byte) []byte {
	t.Helper()
	for old, now := range map[string]string{"%PDF-1.7": "%PDF-1.4", "<pdfaid:part>2<": "<pdfaid:part>1<", "<pdfaid:conformance>A<": "<pdfaid:conformance>B<"} {
		if bytes.Count(file, []byte(old)) != 1 {
			t.Fatalf("%s is not there once", old)
		}
		file = bytes.Replace(file, []byte(old), []byte(now), 1)
	}
	return file
}

// preflight returns what PDFBox finds wrong with a file.
func preflight(t *testing.T, file []byte) (faults []string) {
	t.Helper()
	java := part(t, "java")
	var path []string
	for _, j := range jars {
		jar := filepath.Join("/usr/share/java", j+".jar")
		if _, err := os.Stat(jar); err != nil {
			if os.Getenv("STEGVIS_REAL") == "1" {
				t.Fatal(err)
			}
			t.Skip("PDFBox's Preflight is not installed")
		}
		path = append(path, jar)
	}
	out, _ := exec.Command(java, "-cp", strings.Join(path, ":"), "org.apache.pdfbox.preflight.Validator_A1b", saved(t, file)).CombinedOutput()
	if strings.Contains(string(out), "is a valid PDF/A-1b file") {
		return nil
	}
	head, rest, ok := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if !ok || !strings.Contains(head, "is not a valid PDF/A-1b file") {
		t.Fatalf("preflight said %s", out)
	}
	return strings.Split(rest, "\n")
}
