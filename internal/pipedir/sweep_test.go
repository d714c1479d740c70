//go:build unix

package pipedir

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestDead(t *testing.T) {
	t.Parallel()
	d := openTemp(t)
	theirs := FileName(gone, 1)
	mkfifo(t, d.join(theirs))
	f, dead := d.Dead(theirs)
	if now, err := d.Stat(theirs); !dead || err != nil || f != now {
		t.Errorf("dead %v, %+v, now %+v, %v", dead, f, now, err)
	}
	plant(t, d.join("file"), "file", 0)
	for _, name := range []string{"missing", "file"} {
		if _, dead := d.Dead(name); dead {
			t.Errorf("%s is a dead FIFO", name)
		}
	}
}

// A writer that has the FIFO open is alive, in whatever state.
func TestWriterIsNotDead(t *testing.T) {
	t.Parallel()
	d := openTemp(t)
	mkfifo(t, d.join("fifo"))
	start(t, 0, "write", d.join("fifo"))
	r, err := os.Open(d.join("fifo")) // waits for the child
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"with a reader", "without one"} {
		if _, dead := d.Dead("fifo"); dead {
			t.Errorf("a writer %s is dead", step)
		}
		r.Close()
	}
}

// What happens while we listen is an answer, also when it is over at the end.
func TestWhoComesMeanwhileIsNotDead(t *testing.T) {
	t.Parallel()
	d := openTemp(t)
	tests := []struct {
		name string
		do   func(w *os.File) // nil: nobody comes
	}{
		{"nobody", nil},
		{"came and went", func(w *os.File) { w.Close() }},
		{"stayed", func(w *os.File) { t.Cleanup(func() { w.Close() }) }},
		{"wrote and went", func(w *os.File) { fmt.Fprintln(w, "a: 1"); w.Close() }},
	}
	var suspects []suspect
	for _, tt := range tests {
		mkfifo(t, d.join(tt.name))
		f, err := d.Stat(tt.name)
		s, ok := d.suspect(tt.name, f)
		if err != nil || !ok {
			t.Fatal(tt.name, err)
		}
		defer unix.Close(s.fd)
		suspects = append(suspects, s)
		if tt.do == nil {
			continue
		}
		w, err := os.OpenFile(d.join(tt.name), os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		tt.do(w)
	}
	if dead := silent(suspects, nil); len(dead) != 1 || dead[0].name != "nobody" {
		t.Errorf("dead are %+v", dead)
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	d := openTemp(t)
	me := os.Getpid()
	dead := []string{FileName(gone, 1), FileName(gone, 2), TempName(gone, "a"), TempName(gone, "")}
	alive := []string{
		FileName(me, 1), FileName(me, 7), TempName(me, "a"),
		"0.stats", "01.stats", fmt.Sprint(gone, ".sock"), "x.stats", "fifo", ".stats",
	}
	for _, name := range append(dead, alive...) {
		mkfifo(t, d.join(name))
	}
	const file, link, written = gone - 1, gone - 2, gone - 3
	plant(t, d.join(FileName(file, 1)), "file", 0)
	plant(t, d.join(FileName(link, 1)), "dangling link", 0)
	mkfifo(t, d.join(FileName(written, 1)))
	rw, err := os.OpenFile(d.join(FileName(written, 1)), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer rw.Close()
	alive = append(alive, FileName(file, 1), FileName(link, 1), FileName(written, 1))
	(&Dir{path: d.path, fd: -1}).Sweep(nil) // what cannot be listed is left alone
	wantNames(t, d, slices.Concat(dead, alive))
	d.Sweep(nil)
	wantNames(t, d, alive)
}

func wantNames(t *testing.T, d *Dir, want []string) {
	t.Helper()
	got, err := d.Names()
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("left are\n%s\nwant\n%s", strings.Join(got, " "), strings.Join(want, " "))
	}
}

// The dead are listened to at once: hundreds take some times Silence.
func TestSweepOfManyDead(t *testing.T) {
	t.Parallel()
	d := openTemp(t)
	const many = 2*sweepBatch + 10
	for i := range many {
		mkfifo(t, d.join(FileName(gone-i, 1)))
	}
	mine := FileName(os.Getpid(), 1)
	mkfifo(t, d.join(mine))
	begun := time.Now()
	d.Sweep(nil)
	if took := time.Since(begun); took < 3*Silence || took > many*Silence/10 {
		t.Errorf("%d dead took %v", many, took)
	}
	wantNames(t, d, []string{mine})
}

// Neither Dead nor Sweep keeps anything open.
func TestSweepClosesAll(t *testing.T) {
	t.Parallel()
	d := openTemp(t)
	mkfifo(t, d.join("fifo"))
	d.Dead("fifo")
	if err := os.Link(d.join("fifo"), d.join(FileName(gone, 1))); err != nil {
		t.Fatal(err)
	}
	d.Sweep(nil) // removes one of its two names
	w, err := unix.Open(d.join("fifo"), unix.O_WRONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != unix.ENXIO {
		unix.Close(w)
		t.Errorf("somebody still has it open for reading: %v", err)
	}
}

// A program of another container, which cannot be seen, may rest after its
// answer: its FIFO is young then.
func TestYoungIsNotDeadYet(t *testing.T) {
	dir := t.TempDir()
	d, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	const gone = 1<<31 - 1 // above any pid
	name := FileName(gone, 1)
	path := filepath.Join(dir, name)
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	f, dead := d.Dead(name)
	if !dead || f.Young() || time.Since(f.Made) < maxRest {
		t.Errorf("dead %v at the age of %v", dead, time.Since(f.Made))
	}
	later := time.Now().Add(time.Hour) // the clock was set back since
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	if f, err := d.Stat(name); err != nil || f.Young() {
		t.Errorf("young %v, %v", f.Young(), err)
	}
}
