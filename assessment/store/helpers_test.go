package store

import (
	"errors"
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"safeguard/assessment"
)

// missing skips a test for want of something that this machine does not have; under REQUIRE_ALL that is a failure.
func missing(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("REQUIRE_ALL") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// wantErr checks an error by what it is.
func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: error %v, want %v", what, got, want)
	}
}

// wantConflict checks that an error is a *Conflict, and gives it.
func wantConflict(t testing.TB, what string, err error) *Conflict {
	t.Helper()
	conflict, ok := IsConflict(err)
	if !ok || !errors.Is(err, assessment.ErrConflict) {
		t.Fatalf("%s: error %v, want *Conflict", what, err)
	}
	return conflict
}

// wantInvalid checks that an error is *assessment.Invalid with one problem, at that path.
func wantInvalid(t testing.TB, what string, err error, path string) {
	t.Helper()
	invalid, ok := errors.AsType[*assessment.Invalid](err)
	if !ok || len(invalid.Problems) != 1 || invalid.Problems[0].Path != path {
		t.Errorf("%s: error %v, want *Invalid at %q alone", what, err, path)
	}
}

// wantSame compares two values of any type. A nil list and an empty one say the same.
func wantSame(t testing.TB, what string, got, want any) {
	t.Helper()
	if reflect.DeepEqual(got, want) {
		return
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(assessment.Date{}), cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(assessment.PlanLine{})); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", what, diff)
	}
}
