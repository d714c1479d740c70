//go:build unix

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

const axeVersion = "4.10.3"

// axe returns the checker of accessibility, from npm's registry or from the last
// time.
func axe(t *testing.T) string {
	t.Helper()
	cache, err := filepath.Abs("../../.cache")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "axe-core-"+axeVersion)
	script := filepath.Join(dir, "package", "axe.min.js")
	if text, err := os.ReadFile(script); err == nil {
		return string(text)
	}
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("needs npm")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"npm", "pack", "--silent", "axe-core@" + axeVersion},
		{"tar", "-xzf", "axe-core-" + axeVersion + ".tgz", "package/axe.min.js"},
	} {
		command := exec.Command(args[0], args[1:]...)
		command.Dir = dir
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	text, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// findings are what axe finds, as text.
const findings = `axe.run(document).then((result) => result.violations.map((v) =>
	v.impact + ": " + v.help + v.nodes.map((n) =>
		"\n" + n.html.slice(0, 200) + " " + n.failureSummary).join("")))`

func TestThePageIsAccessible(t *testing.T) {
	t.Parallel()
	checker := axe(t)
	w := watch(t)
	const background = `getComputedStyle(document.body).backgroundColor`
	seen := map[string]bool{}
	for _, scheme := range []string{"light", "dark"} {
		w.scheme(scheme)
		seen[eval[string](w.tab, background)] = true
		w.open("http://" + w.address + "/?chart=http_requests_total&find=requests")
		w.live()
		w.do(chromedp.Evaluate(
			`for (const d of document.querySelectorAll("details")) d.open = true`, nil))
		w.until("the tables are open", `document.querySelectorAll(".values td").length > 5`)
		w.do(chromedp.Evaluate(checker, nil))
		for _, finding := range eval[[]string](w.tab, findings) {
			t.Errorf("%s: %s", scheme, finding)
		}
	}
	if len(seen) != 2 {
		t.Errorf("light and dark look the same: %v", seen)
	}
	w.fleet.halt()
}
