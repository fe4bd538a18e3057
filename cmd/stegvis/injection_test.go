package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What others send can try to be more than words. Each way there is to do that,
// and the tests that show that it does not work.
var injections = []struct{ what, file, tests string }{
	{"lines in mail headers: subjects, names, file names", "channels/mail/render_test.go", "TestNothingAddsAHeader FuzzPhrase"},
	{"mentions, links and marks in chat", "channels/slack/inject_test.go", "FuzzInjection"},
	{"templates in names and texts", "templates/foreign_test.go", "TestForeignWordsAreWords"},
	{"markup in the fields of a PDF", "bot/forms/papers_test.go", "TestValuesAreNotMarkup"},
	{"formulas in cells of CSV and XLSX", "bot/stats/write_test.go", "TestWriters TestCSV"},
	{"formulas and traps in contact lists", "bot/contacts/workbook_test.go", "TestWorkbookTraps"},
	{"file names: folders, turned-round endings, lines, length", "bot/names_test.go", "TestNeutralNames"},
	{"HTML in letters", "channels/mail/html_test.go", "TestHTML TestHTMLSaysTheSame"},
	{"HTML in the report of figures", "bot/stats/write_test.go", "TestPage"},
	{"HTML in what comes in", "bot/intyg/page/fuzz_test.go", "FuzzHTML"},
	{"requests to the demo's page", "cmd/stegvis/demo_guard_test.go", "TestDemoGuard TestDemoSlackGuard"},
	{"lines and properties in invitations", "bot/invite/invite_test.go", "FuzzForeign FuzzParse"},
	{"zip bombs, also in DOCX and ODT", "bot/intyg/page/hostile_test.go", "TestBombs"},
	{"zip, DOCX, ODT and RTF that are not what they say", "bot/intyg/page/fuzz_test.go", "FuzzZIP FuzzDOCX FuzzODT FuzzRTF"},
	{"MIME bombs", "channels/mail/parse_test.go", "TestBombs FuzzParse"},
	{"mails within mails, TNEF, MSG, S/MIME", "bot/intyg/page/fuzz_test.go", "FuzzMail FuzzTNEF FuzzMSG FuzzSMIME"},
	{"PDF bombs, scripts and files within", "bot/intyg/page/hostile_test.go", "TestPDFBombs TestPDFWithScript TestPDFWithFiles"},
	{"PDF and pictures that are not what they say", "bot/intyg/page/fuzz_test.go", "FuzzPDF FuzzPicture"},
	{"whatever still gets the reader to misbehave", "bot/intyg/apart/apart_test.go", "TestMisbehaving TestOwnMemoryStays TestLeash"},
	{"hostile mails and files, from the mailbox to the case", "cmd/stegvis/hostile_test.go", "TestHostileMail TestHostileFiles"},
	{"forged senders", "cmd/stegvis/forged_test.go", "TestForgedSenders"},
	{"acts of those who may not", "bot/allowed_test.go", "TestAllowedInChat TestAllowedByMail TestReplayed"},
	{"clicks of guests and of other workspaces", "channels/slack/guard_test.go", "TestOutsidersMayNotAct TestNothingIsPostedWhereOthersRead TestAGuestShutsTheChannel"},
	{"double and old clicks", "channels/slack/click_test.go", "TestDoubleClickCountsOnce TestDoneBeforeARestart"},
}

// TestInjectionIndex: the tests that the index names are there.
func TestInjectionIndex(t *testing.T) {
	for _, i := range injections {
		source, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(i.file)))
		if err != nil {
			t.Errorf("%s: %v", i.what, err)
			continue
		}
		for _, name := range strings.Fields(i.tests) {
			if !strings.Contains(string(source), "\nfunc "+name+"(") {
				t.Errorf("%s: %s has no %s", i.what, i.file, name)
			}
		}
	}
}
