package program

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// nobody is a client that does nothing.
type nobody struct{}

func (nobody) Leave(Leaving)       {}
func (nobody) SendNext()           {}
func (nobody) Pause(time.Duration) {}
func (nobody) Position() int       { return 0 }

func run(t *testing.T, p Program, body string) *Call {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	c := &Call{W: httptest.NewRecorder(), R: r, Client: nobody{}, Served: t.Context()}
	func() {
		defer func() { _ = recover() }() // some programs panic
		Run(p, c)
	}()
	return c
}

func TestRun_Operations_TellTheirResults(t *testing.T) {
	for _, test := range []struct {
		op   Op
		want string
	}{
		{Write(5), "5, nil"},
		{WriteHeader(1000), "did not return"},
		{Read(2), "2, nil, 9e83486d"},
		{Read(9), "3, *errors.errorString unexpected EOF, 352441c2"},
		{Copy("io.Copy(w, %s)", Source{"failing", 1500}), "1500, *errors.errorString the source failed, 3 reads [32768@0 32768@0 32768@0]"},
		{Hijack(Hijacking{}), "*errors.errorString no Hijacker"},
		{ControllerFlush(), "nil"},
		{Panic(`panic("x")`), "did not return"},
		{Cancel(), "not cancelable"},
	} {
		trace := run(t, Program{test.op}, "abc").Trace()
		if got := trace[1].Result; got != test.want {
			t.Errorf("%s: %q, want %q", test.op.Text, got, test.want)
		}
	}
}

func TestRun_Facts_AreKept(t *testing.T) {
	p := Program{SetHeader("Content-Length", "9"), ReadAll(), Write(5), Copy("io.Copy(w, %s)", Source{"pieces", 4})}
	f := run(t, p, "abc").Known()
	if f.Wrote != 9 || f.Read != 3 || f.Announced != 9 || f.Began != Before || f.Status != 200 {
		t.Errorf("%+v", f)
	}
}

func TestSmaller_HasEachWithoutOne(t *testing.T) {
	var got []string
	for _, p := range (Program{Write(1), Flush()}).Smaller() {
		got = append(got, fmt.Sprint(p))
	}
	want := []string{"\tw.(http.Flusher).Flush()\n", "\tw.Write(text(1))\n", "\tw.Write(text(0))\n\tw.(http.Flusher).Flush()\n"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestGenerate_EveryOperation_IsMade looks for operations that no seed makes.
func TestGenerate_EveryOperation_IsMade(t *testing.T) {
	made := map[string]bool{}
	for seed := range uint64(5000) {
		rng := rand.New(rand.NewPCG(seed, 0))
		for _, op := range Generate(rng, Setting{Body: 10}) {
			made[op.Kind] = true
		}
	}
	for _, kind := range []string{
		"Write", "WriteString", "WriteHeader", "Flush", "ResponseController.Flush", "Hijack",
		"EnableFullDuplex", "SetReadDeadline", "SetWriteDeadline", "Push", "http.Error",
		"http.ServeContent", "http.MaxBytesReader", "read the body", "close the body", "ParseForm",
		"ParseMultipartForm", "r.Trailer", "panic", "http.ErrAbortHandler", "runtime.Goexit",
		"the client leaves", "the client sends the rest", "sleep", "<-r.Context().Done()",
		"cancel with a cause", "Header().Set Trailer", "copy from file", "copy from panicking",
	} {
		if !made[kind] {
			t.Errorf("no program has %q", kind)
		}
	}
}
