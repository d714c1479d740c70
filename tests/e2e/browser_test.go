//go:build unix

package e2e

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A tab is a page in a real browser. What goes wrong in it is the test's fault:
// an error on the console, a script that fails, something that the policy of the
// page forbids, a request to anywhere else.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu      sync.Mutex
	origins []string // guarded by mu: where it may ask
	quiet   bool     // guarded by mu: the server is away, and the browser says so
	wrong   []string // guarded by mu
}

// newTab starts a browser, which ends with the test.
func newTab(t *testing.T, options ...chromedp.ExecAllocatorOption) *tab {
	t.Helper()
	options = append(append([]chromedp.ExecAllocatorOption{},
		chromedp.DefaultExecAllocatorOptions[:]...), options...)
	options = append(options, chromedp.ExecPath(chromium(t)), chromedp.WindowSize(1440, 900),
		chromedp.WSURLReadTimeout(time.Minute))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, _ = chromedp.NewContext(ctx)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx) }) // waits until the browser has ended
	b := &tab{t: t, ctx: ctx}
	chromedp.ListenTarget(ctx, b.hear)
	b.do(network.Enable(), log.Enable(), runtime.Enable())
	t.Cleanup(b.judge)
	return b
}

// chromium returns the path of a browser without a window.
func chromium(t *testing.T) string {
	t.Helper()
	// Debian's commands are scripts, which would be killed without their browser.
	for _, name := range []string{
		"/usr/lib/chromium/chromium-headless-shell", "chromium-headless-shell",
		"/usr/lib/chromium/chromium", "chromium", "google-chrome",
	} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("needs chromium")
	return ""
}

func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.wrong = append(b.wrong, "exception: "+e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			b.wrong = append(b.wrong, "console: "+string(e.Args[0].Value)+e.Args[0].Description)
		}
	case *log.EventEntryAdded:
		away := b.quiet && e.Entry.Source == log.SourceNetwork
		if e.Entry.Level == log.LevelError && !away {
			b.wrong = append(b.wrong, "log: "+e.Entry.Text+" "+e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if !b.own(e.Request.URL) {
			b.wrong = append(b.wrong, "request to "+e.Request.URL)
		}
	}
}

// own reports whether the URL is of a server of the test's. b.mu is held.
func (b *tab) own(url string) bool {
	for _, origin := range b.origins {
		if strings.HasPrefix(url, origin+"/") {
			return true
		}
	}
	return url == "about:blank"
}

// judge fails the test for all that went wrong.
func (b *tab) judge() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, w := range b.wrong {
		b.t.Error(w)
	}
}

// serverIsAway says whether failed requests are to be expected.
func (b *tab) serverIsAway(yes bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.quiet = yes
}

// do does something in the browser.
func (b *tab) do(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// open opens a page, and counts its server among the test's.
func (b *tab) open(url string) {
	b.t.Helper()
	b.mu.Lock()
	scheme, rest, _ := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	b.origins = append(b.origins, scheme+"://"+host)
	b.mu.Unlock()
	b.do(chromedp.Navigate(url))
}

// eval returns what a script comes to; it may be a promise.
func eval[T any](b *tab, script string) (result T) {
	b.t.Helper()
	b.do(chromedp.Evaluate(script, &result, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	}))
	return result
}

// until waits for a script to come to true. While a page is loading, it fails.
func (b *tab) until(what, script string) {
	b.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; {
		var ok bool
		err := chromedp.Run(b.ctx, chromedp.Evaluate(script, &ok))
		if ok {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("not within 30 s: %s, %v\n%s", what, err, eval[string](b, "document.body.innerText"))
		}
		time.Sleep(10 * time.Millisecond)
	}
}
