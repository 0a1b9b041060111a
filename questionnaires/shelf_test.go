package questionnaires

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"safeguard/assessment"
	"safeguard/questionnaires/strict"
)

// shelf is a Shelf over the small library with a folder of its own and a clock that the test moves.
type shelf struct {
	*Shelf
	t     *testing.T
	dir   string
	clock time.Time
	used  map[string]string
}

func newShelf(t *testing.T, changes ...change) *shelf {
	t.Helper()
	s := &shelf{t: t, dir: filepath.Join(t.TempDir(), "questionnaires"), clock: time.Date(2026, time.November, 28, 9, 0, 0, 0, time.UTC), used: map[string]string{}}
	s.open(changes...)
	return s
}

// open begins anew, as a server does that is started again.
func (s *shelf) open(changes ...change) {
	s.t.Helper()
	used := func(ref string) (string, error) { return s.used[ref], nil }
	s.Shelf = NewShelf(open(s.t, small(s.t, changes...)), s.dir, used, func() time.Time { return s.clock })
}

// put writes a file of the MSP's own and lets enough time go by for it to be seen.
func (s *shelf) put(name, text string) {
	s.t.Helper()
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		s.t.Fatal(err)
	}
	at := filepath.Join(s.dir, name)
	if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.clock = s.clock.Add(2 * time.Second)
	if err := os.Chtimes(at, s.clock, s.clock); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shelf) drop(name string) {
	s.t.Helper()
	if err := os.Remove(filepath.Join(s.dir, name)); err != nil {
		s.t.Fatal(err)
	}
	s.clock = s.clock.Add(2 * time.Second)
}

// version gives the version of a questionnaire that is in use, or "".
func (s *shelf) version(id string) string {
	cat, err := s.Catalog(id)
	if err != nil {
		return ""
	}
	return cat.Questionnaire.Version
}

// mistakes gives a line for each mistake: the first problem, and what is in use.
func (s *shelf) mistakes() string {
	var list []string
	for _, m := range s.Mistakes() {
		list = append(list, m.Problems[0].String()+" "+m.InUse)
	}
	return strings.Join(list, "\n")
}

func TestShelfReadsAnew(t *testing.T) {
	s := newShelf(t)
	if got := s.version("own"); got != "" {
		t.Fatalf("own has version %q before there is one", got)
	}
	s.put("own.yaml", extension)
	if got := s.version("own"); got != "3+2026.1" {
		t.Errorf("own has version %q, want 3+2026.1", got)
	}
	s.put("own.yaml", strings.Replace(extension, `version: "3"`, `version: "4"`, 1))
	if got := s.version("own"); got != "4+2026.1" {
		t.Errorf("own has version %q after the change, want 4+2026.1", got)
	}
	s.drop("own.yaml")
	if got := s.version("own"); got != "" {
		t.Errorf("own has version %q after it was taken out", got)
	}
	if got := s.mistakes(); got != "" {
		t.Errorf("mistakes: %s", got)
	}
}

func TestShelfKeepsTheLastGoodVersion(t *testing.T) {
	s := newShelf(t)
	s.put("own.yaml", extension)
	if got := s.version("own"); got != "3+2026.1" {
		t.Fatalf("own has version %q, want 3+2026.1", got)
	}
	s.put("own.yaml", strings.NewReplacer(`version: "3"`, `version: "4"`, "id: auto-lock,", "id: auto-look,").Replace(extension))
	const want = "own.yaml:9:10: small asks no question auto-look; did you mean auto-lock. Its last good version, 3, stays in use."
	for _, when := range []string{"at once", "after a restart"} {
		if got := s.version("own"); got != "3+2026.1" {
			t.Errorf("%s own has version %q, want 3+2026.1", when, got)
		}
		if got := s.mistakes(); got != want {
			t.Errorf("%s the mistakes are\n%s\nwant\n%s", when, got, want)
		}
		s.open()
	}
	e := s.Mistakes()[0].Problems[0]
	if e.First != 8 || len(e.Lines) != 3 || !strings.Contains(e.Lines[1], "auto-look") {
		t.Errorf("the excerpt begins at %d with %q, want line 8 and three lines", e.First, e.Lines)
	}
	s.put("own.yaml", strings.Replace(extension, `version: "3"`, `version: "4"`, 1))
	if got, mistakes := s.version("own"), s.mistakes(); got != "4+2026.1" || mistakes != "" {
		t.Errorf("own has version %q with %q once it is mended, want 4+2026.1", got, mistakes)
	}
}

func TestShelfMistakes(t *testing.T) {
	s := newShelf(t)
	replacement := strings.Replace(string(small(t)["small.yaml"].Data), `"2026.1"`, `"2027.1"`, 1)
	huge := "id: huge\nversion: \"1\"\ntitle: Huge\nkind: overlay\nsections: [{id: all, title: All, questions: [\n" +
		strings.Repeat("{id: q, text: \"?\", audience: msp},\n", 100_000) + "]}]\n"
	for _, tt := range []struct {
		name, file, text, want string
	}{
		{"no YAML", "a.yaml", "id: a: b", "a.yaml:1:6: This is not YAML that can be read"},
		{"empty", "a.yaml", "", "a.yaml:1:1: The file is empty. Nothing of it is in use."},
		{"100,000 questions", "a.yaml", huge, "a.yaml:1:1: The file is larger than 2 MB, which no file of this kind needs: check that it is the right one. Nothing"},
		{"deep", "a.yaml", "id: " + strings.Repeat("[", 5000), "a.yaml:2:1: This is not YAML"},
		{"aliases", "a.yaml", "id: &a [x, x]\nversion: [*a, *a]\n", "a.yaml:1:"},
		{"an id that is taken", "a.yaml", strings.NewReplacer("id: own", "id: other", "sticks-numbered", "usb-blocked").Replace(extension), "a.yaml:"},
		{"the same version", "a.yaml", string(small(t)["small.yaml"].Data) + "# Changed.\n", "a.yaml:2:10: small 2026.1 is known already with another content: give the changed file a new version. Nothing of it"},
		{
			"a replacement that loses a control", "a.yaml", strings.Replace(replacement, "id: encryption", "id: ciphering", 1),
			"a.yaml:1:5: With this in the place of the built-in small, risks.yaml is wrong: There is no question encryption. Nothing of it is in use.",
		},
		{"a library that is no list", "risks.yaml", "id: a\n", "risks.yaml:1:1: "},
	} {
		s.put(tt.file, tt.text)
		if got := s.mistakes(); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: the mistakes are\n%.300s\nwant\n%s", tt.name, got, tt.want)
		}
		if got := s.version("small"); got != "2026.1" {
			t.Errorf("%s: small has version %q, want the built-in 2026.1", tt.name, got)
		}
		s.drop(tt.file)
	}
	s.put("a.yaml", replacement)
	if got, mistakes := s.version("small"), s.mistakes(); got != "2027.1" || mistakes != "" {
		t.Errorf("small has version %q with %q, want the replacement 2027.1", got, mistakes)
	}
	if got := s.version("small@2026.1"); got != "2026.1" {
		t.Errorf("small@2026.1 has version %q beside the replacement", got)
	}
}

func TestShelfHoldsWhatWasUsed(t *testing.T) {
	s := newShelf(t)
	s.put("own.yaml", extension)
	cat, err := s.Catalog("own")
	if err != nil {
		t.Fatal(err)
	}
	s.used["own@3+2026.1"] = cat.Hash
	s.put("own.yaml", extension+"# Changed.\n")
	const want = "own.yaml:2:10: own@3+2026.1 was used in an assessment already with other contents: give the changed file a new version. Its last good version, 3, stays in use."
	if got := s.mistakes(); got != want {
		t.Errorf("the mistakes are\n%s\nwant\n%s", got, want)
	}
	if again, err := s.Catalog("own"); err != nil || again.Hash != cat.Hash {
		t.Errorf("own has another hash or the error %v", err)
	}
}

func TestShelfKeepsGoodFilesBesideBadOnes(t *testing.T) {
	s := newShelf(t)
	s.put("own.yaml", extension)
	s.put("bad.yaml", "id: bad\n")
	s.put("risks.yaml", `- id: stick-copied
  threat: device-loss
  vulnerability: A stick can be copied
  assets: [removable-media]
  impact: {confidentiality: high, integrity: low, availability: very_low}
  key: [sticks-numbered]
`)
	cat, err := s.Catalog("own")
	if err != nil {
		t.Fatal(err)
	}
	if cat.Risk("stick-copied") == nil {
		t.Error("own does not use the risk of the MSP's own")
	}
	if small, err := s.Catalog("small"); err != nil || small.Risk("stick-copied") != nil {
		t.Errorf("the built-in questionnaire has the MSP's own risk, or the error %v", err)
	}
	if len(s.Mistakes()) != 1 || s.Mistakes()[0].File != "bad.yaml" {
		t.Errorf("mistakes: %s", s.mistakes())
	}
	list, err := s.Questionnaires()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, q := range list {
		got = append(got, q.Questionnaire.ID+" "+q.File)
	}
	if want := "small ,part ,own own.yaml"; strings.Join(got, ",") != want {
		t.Errorf("Questionnaires = %q, want %q", strings.Join(got, ","), want)
	}
}

func TestShelfWithoutAFolder(t *testing.T) {
	s := NewShelf(open(t, small(t)), "", nil, time.Now)
	if cat, err := s.Catalog("small"); err != nil || cat.Questionnaire.ID != "small" {
		t.Errorf("Catalog(small) = %v", err)
	}
	if got := s.Mistakes(); got != nil {
		t.Errorf("Mistakes = %v", got)
	}
}

func TestShelfForMany(t *testing.T) {
	s := newShelf(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 20 {
				if _, err := s.Catalog("small"); err != nil {
					t.Errorf("reader %d: %v", i, err)
				}
			}
		})
	}
	group.Wait()
}

// FuzzShelf holds that no file of an MSP's own takes the built-in questionnaires out of use.
func FuzzShelf(f *testing.F) {
	f.Add([]byte(extension))
	f.Add([]byte(screening))
	f.Add([]byte(strings.Replace(extension, "extends: small", "extends: own", 1)))
	f.Add([]byte("id: small\nversion: \"9\"\ntitle: x\nkind: base\nextends: part\nsections: []\n"))
	current, err := readSet(small(f), ".")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		r := reading{
			shelf:   NewShelf(&Library{files: small(t)}, t.TempDir(), func(string) (string, error) { return "", nil }, time.Now),
			sources: map[string][]byte{"own.yaml": src}, wrong: map[string]strict.Problems{},
		}
		own := r.good()
		if own == nil {
			own = &set{}
		}
		lib := &Library{files: small(t), own: own}
		for _, id := range []string{"small", "part"} {
			if _, err := lib.Catalog(id); err != nil {
				t.Errorf("%s cannot be loaded: %v", id, err)
			}
		}
		for _, q := range own.questionnaires {
			cat, err := lib.Catalog(q.ID)
			if err != nil {
				t.Errorf("%s was taken and cannot be loaded: %v", q.ID, err)
				continue
			}
			useCatalog(t, cat)
			before, err := current.catalog("small")
			if err != nil {
				t.Fatal(err)
			}
			_ = fmt.Sprint(assessment.Diff(before, cat))
		}
	})
}
