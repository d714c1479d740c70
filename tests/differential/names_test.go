package differential

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/differential/internal/contract"
)

// TestNames_OneRequest_AreThoseOfTheContract looks at the names themselves. The
// other tests take an outcome's old name for the new one.
func TestNames_OneRequest_AreThoseOfTheContract(t *testing.T) {
	reg := stats.New(stats.Options{})
	h := ours(reg, "", false)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	var text strings.Builder
	if _, err := reg.WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	got := contract.Read(text.String(), "http")
	for _, old := range got.OldNames {
		t.Errorf("an outcome is called %q", old)
	}
	if len(got.UnlabeledDurations) > 0 {
		t.Errorf("http_route_duration_seconds of %q has no method", got.UnlabeledDurations)
	}
	var names []string
	for name := range got.Outcomes {
		names = append(names, name)
	}
	slices.Sort(names)
	if !slices.Equal(names, contract.Outcomes) {
		t.Errorf("the outcomes are %q, want %q", names, contract.Outcomes)
	}
}
