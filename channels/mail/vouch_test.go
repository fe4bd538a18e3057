package mail

import (
	"strings"
	"testing"

	"example.org/stegvis/channels"
)

// What our server says of a mail from rehab@pvr.test, and what a forger might
// say in its stead.
func TestVouch(t *testing.T) {
	const (
		from  = "From: Rehab <rehab@pvr.test>\n"
		mx    = "Authentication-Results: mx.kommun.test; spf=pass smtp.mailfrom=pvr.test; dkim=pass header.d=pvr.test; dmarc=pass (p=REJECT) header.from=pvr.test\n"
		m365  = "Authentication-Results: spf=pass (sender IP is 192.0.2.1)\n smtp.mailfrom=pvr.test; dkim=pass (signature was verified)\n header.d=pvr.test;dmarc=pass action=none\n header.from=pvr.test;compauth=pass reason=100\n"
		ar    = "Authentication-Results: "
		own   = "Authentication-Results: mx.kommun.test; "
		inner = "X-MS-Exchange-Organization-AuthAs: Internal\n"
	)
	named := Trust{Server: "mx.kommun.test"}
	cloud := Trust{Server: "microsoft365"}
	inside := Trust{Server: "microsoft365", Internal: true}
	for name, c := range map[string]struct {
		trust Trust
		head  string
		want  channels.Vouch
	}{
		"nobody is asked":              {Trust{}, mx + from, channels.NotAsked},
		"our server":                   {named, mx + from, channels.Vouched},
		"our server, in capitals":      {named, strings.ToUpper(mx) + from, channels.Vouched},
		"our server, with a version":   {named, ar + "mx.kommun.test 1; dmarc=pass header.from=pvr.test\n" + from, channels.Vouched},
		"blanks about the equals sign": {named, own + "dmarc = pass header.from = pvr.test\n" + from, channels.Vouched},
		"a quoted value":               {named, own + `dmarc=pass reason="ok; fine" header.from="pvr.test"` + "\n" + from, channels.Vouched},
		"a comment in the middle":      {named, own + "dmarc=pass (a (nested) one; with dmarc=fail) header.from=pvr.test\n" + from, channels.Vouched},
		"a method's version":           {named, own + "dmarc/1=pass header.from=pvr.test\n" + from, channels.Vouched},
		"a semicolon at the end":       {named, own + "dmarc=pass header.from=pvr.test;\n" + from, channels.Vouched},
		"an older line below":          {named, mx + ar + "elsewhere.test; dmarc=fail header.from=pvr.test\n" + from, channels.Vouched},
		"Exchange Online":              {cloud, m365 + from, channels.Vouched},
		"Exchange, a forger's below":   {cloud, m365 + ar + "spf=fail; dmarc=fail header.from=pvr.test\n" + from, channels.Vouched},
		"a colleague":                  {inside, inner + from, channels.Vouched},

		"no line at all":                      {named, from, channels.Doubtful},
		"no line at all, Exchange":            {cloud, from, channels.Doubtful},
		"DMARC fails":                         {named, own + "dmarc=fail header.from=pvr.test\n" + from, channels.Doubtful},
		"DMARC has no policy":                 {named, own + "dmarc=none header.from=pvr.test\n" + from, channels.Doubtful},
		"DMARC by guess":                      {cloud, ar + "dmarc=bestguesspass action=none header.from=pvr.test\n" + from, channels.Doubtful},
		"only SPF and DKIM":                   {named, own + "spf=pass smtp.mailfrom=pvr.test; dkim=pass header.d=pvr.test\n" + from, channels.Doubtful},
		"nothing was checked":                 {named, own + "none\n" + from, channels.Doubtful},
		"another server's name":               {named, ar + "mx.forger.test; dmarc=pass header.from=pvr.test\n" + from, channels.Doubtful},
		"our name with more before it":        {named, ar + "xmx.kommun.test; dmarc=pass header.from=pvr.test\n" + from, channels.Doubtful},
		"our name with more after it":         {named, ar + "mx.kommun.test.forger.test; dmarc=pass header.from=pvr.test\n" + from, channels.Doubtful},
		"our name in a comment":               {named, ar + "(mx.kommun.test) mx.forger.test; dmarc=pass header.from=pvr.test\n" + from, channels.Doubtful},
		"no name":                             {named, ar + "; dmarc=pass header.from=pvr.test\n" + from, channels.Doubtful},
		"no name, as Exchange writes":         {named, m365 + from, channels.Doubtful},
		"an unknown version":                  {named, ar + "mx.kommun.test 2; dmarc=pass header.from=pvr.test\n" + from, channels.Doubtful},
		"ours stands below a forger's":        {named, ar + "mx.forger.test; dmarc=pass header.from=pvr.test\n" + mx + from, channels.Doubtful},
		"a forger's stands below ours":        {named, own + "dmarc=fail header.from=pvr.test\n" + mx + from, channels.Doubtful},
		"a forger's below Exchange's":         {cloud, ar + "spf=fail smtp.mailfrom=forger.test; dmarc=fail action=quarantine header.from=pvr.test;compauth=fail reason=000\n" + m365 + from, channels.Doubtful},
		"a name where Exchange writes none":   {cloud, mx + from, channels.Doubtful},
		"about another domain":                {named, own + "dmarc=pass header.from=forger.test\n" + from, channels.Doubtful},
		"about a domain below":                {named, own + "dmarc=pass header.from=mail.pvr.test\n" + from, channels.Doubtful},
		"about a domain above":                {named, own + "dmarc=pass header.from=test\n" + from, channels.Doubtful},
		"about no domain":                     {named, own + "dmarc=pass\n" + from, channels.Doubtful},
		"the domain in a comment":             {named, own + "dmarc=pass (header.from=pvr.test)\n" + from, channels.Doubtful},
		"the pass in a comment":               {named, own + "dmarc=fail (dmarc=pass header.from=pvr.test) header.from=pvr.test\n" + from, channels.Doubtful},
		"the pass inside quotes":              {named, own + `spf=fail reason="; dmarc=pass header.from=pvr.test"` + "\n" + from, channels.Doubtful},
		"the pass in the sender's words":      {named, own + "spf=pass smtp.mailfrom=\"a; dmarc=pass header.from=pvr.test; x\"@forger.test\n" + from, channels.Doubtful},
		"two results, one good":               {named, own + "dmarc=fail header.from=pvr.test; dmarc=pass header.from=pvr.test\n" + from, channels.Doubtful},
		"two results, the good one first":     {named, own + "dmarc=pass header.from=pvr.test; dmarc=fail header.from=pvr.test\n" + from, channels.Doubtful},
		"two domains":                         {named, own + "dmarc=pass header.from=forger.test header.from=pvr.test\n" + from, channels.Doubtful},
		"a method of a similar name":          {named, own + "x-dmarc=pass header.from=pvr.test\n" + from, channels.Doubtful},
		"a comment without an end":            {named, own + "dmarc=pass (oh header.from=pvr.test\n" + from, channels.Doubtful},
		"a quote without an end":              {named, own + `dmarc=pass reason="oh header.from=pvr.test` + "\n" + from, channels.Doubtful},
		"an end without a comment":            {named, own + "dmarc=pass ) header.from=pvr.test\n" + from, channels.Doubtful},
		"letters that look alike":             {named, ar + "mx.kоmmun.test; dmarc=pass header.from=pvr.test\n" + from, channels.Doubtful},
		"Exchange is not sure":                {cloud, ar + "dmarc=pass action=none header.from=pvr.test;compauth=fail reason=001\n" + from, channels.Doubtful},
		"two senders":                         {named, mx + "From: a@forger.test, rehab@pvr.test\n", channels.Doubtful},
		"From twice":                          {named, mx + from + "From: a@forger.test\n", channels.Doubtful},
		"an address in the name":              {named, mx + "From: \"rehab@pvr.test\" <a@forger.test>\n", channels.Doubtful},
		"only ARC says so":                    {named, "ARC-" + mx + from, channels.Doubtful},
		"only the original server says so":    {named, "X-Original-" + mx + from, channels.Doubtful},
		"a blank before the colon":            {named, strings.Replace(mx, "Results:", "Results :", 1) + from, channels.Doubtful},
		"in the body":                         {named, from + "\n" + mx, channels.Doubtful},
		"a colleague, but that is not asked":  {cloud, inner + from, channels.Doubtful},
		"a colleague, said by another server": {Trust{Server: "mx.kommun.test", Internal: true}, inner + from, channels.Doubtful},
		"a colleague, said twice":             {inside, inner + inner + from, channels.Doubtful},
		"a colleague, but not quite":          {inside, "X-MS-Exchange-Organization-AuthAs: Anonymous\n" + from, channels.Doubtful},
	} {
		got := c.trust.vouch(readHeader([]byte(strings.ReplaceAll(c.head, "\n", "\r\n") + "\r\nHej\r\n")))
		if got != c.want {
			t.Errorf("%s: %v, want %v\n%s", name, got, c.want, c.head)
		}
	}
}

// Nothing a stranger puts into the line makes it a pass for a domain that is
// not in it.
func FuzzVouch(f *testing.F) {
	f.Add("mx.kommun.test; dmarc=pass header.from=forger.test")
	f.Add(`mx.kommun.test; dmarc="pass" (x) header.from = "a"`)
	f.Fuzz(func(t *testing.T, line string) {
		h := header{{"Authentication-Results", line}, {"From", "rehab@pvr.test"}}
		low := strings.ToLower(line)
		if (Trust{Server: "mx.kommun.test"}).vouch(h) == channels.Vouched &&
			!(strings.Contains(strings.ReplaceAll(low, `\`, ""), "pvr.test") && strings.Contains(strings.ReplaceAll(low, `\`, ""), "pass")) {
			t.Errorf("vouched for by %q", line)
		}
	})
}
