package strict

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
)

// quick is far more than a file of the fuzzer's size needs.
const quick = 2 * time.Second

var line = regexp.MustCompile(`^f\.yaml:\d+:\d+: .{1,310}$`)

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"id: a\ntitle: b\ncount: 1\nshare: 0.5\nactive: true\nlevel: high\nday: 2026-11-23\n",
		"id: a\ntags: [b]\nparts: [{id: c}]\nowner: {name: d}\nlabels: {e: f}\nevents: [g, {what: h}]\n",
		"id: &x a\ntitle: *x\n<<: {b: c}\n!!str d: !e f\n",
		"id: >-\n  a\n\n  b\ntitle: |2\n   c\n", "\ufeffid: \"\\u202e\\0\"\r\n", "%YAML 1.1\n---\nid: a\n...\n---\n",
		"- - - [[{", "? a\n: b\n", "\xff\xfei\x00d\x00", "id: 'a''b\n", "# c\n", "id: a\nid: b\nzebra: c\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		start := time.Now()
		var s sample
		doc := Decode("f.yaml", src, &s)
		if took := time.Since(start); took > quick {
			t.Errorf("Decode took %v", took)
		}
		for _, p := range doc.Problems {
			if s := p.String(); !line.MatchString(s) || strings.ContainsFunc(s, unicode.IsControl) {
				t.Errorf("a problem reads %q", s)
			}
		}
	})
}
