//go:build unix

package e2e

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// With PIPESTATIC_SCREENSHOTS=docs, the pictures of the page are made: of three
// shops after some minutes of business.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("PIPESTATIC_SCREENSHOTS")
	if dir == "" {
		return // make screenshots
	}
	lasting, err := time.ParseDuration(os.Getenv("PIPESTATIC_SCREENSHOTS_AFTER"))
	if err != nil {
		lasting = 3 * time.Minute
	}
	pipes, binary := t.TempDir(), buildExample(t, "webapp")
	first := open(t, binary, pipes, "-traffic", "60")
	open(t, binary, pipes, "-traffic", "55")
	open(t, binary, pipes, "-traffic", "160")
	b := newTab(t)
	b.do(emulation.SetDeviceMetricsOverride(1440, 1100, 1.5, false))
	b.open(first.sums)
	time.Sleep(lasting)
	b.picture(filepath.Join(dir, "page-light.png"))
	b.scheme("dark")
	b.picture(filepath.Join(dir, "page-dark.png"))
	b.scheme("light")
	b.do(emulation.SetDeviceMetricsOverride(390, 1500, 2, true))
	time.Sleep(3 * time.Second)
	b.picture(filepath.Join(dir, "page-narrow.png"))
}

// scheme makes the browser prefer light or dark.
func (b *tab) scheme(name string) {
	b.t.Helper()
	b.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name},
	}))
	eval[any](b, "new Promise((done) => setTimeout(done, 100)).then(() => null)")
}

func (b *tab) picture(path string) {
	b.t.Helper()
	var png []byte
	b.do(chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(path, png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
