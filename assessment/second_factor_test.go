package assessment

import (
	"strings"
	"testing"
	"time"
)

func TestCodeDelay(t *testing.T) {
	for wrong, want := range map[int]time.Duration{
		-1: 0, 0: 0, 4: 0, 5: 30 * time.Second, 6: time.Minute, 7: 2 * time.Minute, 8: 4 * time.Minute, 9: 8 * time.Minute,
		10: 15 * time.Minute, 11: 15 * time.Minute, 1 << 40: 15 * time.Minute,
	} {
		if got := CodeDelay(wrong); got != want {
			t.Errorf("CodeDelay(%d) = %v, want %v", wrong, got, want)
		}
	}
}

func TestRecoveryCode(t *testing.T) {
	if got := RecoveryCode([10]byte{0, 31, 32, 255, 10, 1, 2, 3, 4, 5}); got != "0z0za-12345" {
		t.Errorf("RecoveryCode = %q", got)
	}
	for text, want := range map[string]string{
		"4k2mz-8r1xq": "4k2mz-8r1xq", " 4K2MZ 8R1XQ ": "4k2mz-8r1xq", "4k2mz8rlxq": "4k2mz-8r1xq", "oOiIl-00000": "00111-00000",
		"": "", "4k2mz-8r1x": "", "4k2mz-8r1xqq": "", "4k2mu-8r1xq": "", "123456": "", "4k2mz-8r1xé": "", "4k2mz\n8r1xq": "",
	} {
		got, ok := NormalRecoveryCode(text)
		if got != want || ok != (want != "") {
			t.Errorf("NormalRecoveryCode(%q) = %q, %t, want %q", text, got, ok, want)
		}
	}
}

// FuzzNormalRecoveryCode: what is taken for a code is one that could have been made, and stays as it is.
func FuzzNormalRecoveryCode(f *testing.F) {
	for _, text := range []string{"4k2mz-8r1xq", "OIL00 00000", "123456", "\xff", "K4k2mz8r1xq"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, ok := NormalRecoveryCode(text)
		if !ok {
			if code != "" {
				t.Errorf("%q is none and gives %q", text, code)
			}
			return
		}
		if again, ok := NormalRecoveryCode(code); again != code || !ok || len(code) != 11 {
			t.Errorf("%q gives %q, and that %q", text, code, again)
		}
		if strings.Trim(code, recoveryLetters+"-") != "" {
			t.Errorf("%q gives %q", text, code)
		}
	})
}
