//go:build unix

package e2e

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/pipestatic/pipestatic/stats"
)

// With PIPESTATIC_SCREENSHOTS=docs, the pictures of the page are made: of three
// shops, one of them busier than the others, and a mailer after some minutes of
// business. PIPESTATIC_SCREENSHOTS_AFTER is how many.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("PIPESTATIC_SCREENSHOTS")
	if dir == "" {
		return // make screenshots
	}
	lasting, err := time.ParseDuration(os.Getenv("PIPESTATIC_SCREENSHOTS_AFTER"))
	if err != nil {
		lasting = 5 * time.Minute
	}
	pipes, binary := t.TempDir(), build(t, "./examples/webapp")
	first := open(t, binary, pipes, "-traffic", "30")
	open(t, binary, pipes, "-traffic", "25")
	open(t, binary, pipes, "-traffic", "80")
	mailer := stats.New(stats.Options{Dir: pipes, Program: "mailer"})
	if err := mailer.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mailer.Close() })
	b := newTab(t)
	b.do(emulation.SetDeviceMetricsOverride(1440, 1190, 1.5, false))
	b.open(first.sums)
	for begun := time.Now(); time.Since(begun) < lasting; time.Sleep(100 * time.Millisecond) {
		mailer.Stat("mails_sent_total").Add(int64(rand.IntN(3)))
		mailer.Stat("mails_waiting").Set(int64(20 + rand.IntN(9)))
	}
	b.picture(filepath.Join(dir, "page-light.png"))
	b.scheme("dark")
	b.picture(filepath.Join(dir, "page-dark.png"))
	b.scheme("light")
	b.do(emulation.SetDeviceMetricsOverride(390, 1250, 2, true))
	time.Sleep(3 * time.Second)
	b.picture(filepath.Join(dir, "page-narrow.png"))
}

// scheme makes the browser prefer light or dark.
func (b *tab) scheme(name string) {
	b.t.Helper()
	b.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name},
	}))
	eval[any](b, "new Promise((done) => setTimeout(done, 200)).then(() => null)")
}

func (b *tab) picture(path string) {
	b.t.Helper()
	var png []byte
	b.do(chromedp.CaptureScreenshot(&png))
	if err := os.WriteFile(path, png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
