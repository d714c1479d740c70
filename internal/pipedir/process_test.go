//go:build unix

package pipedir

import (
	"os"
	"testing"
	"time"
)

func TestLookupThereAndGone(t *testing.T) {
	if _, ok := Lookup(os.Getpid()); !ok {
		t.Error("we are not there")
	}
	if _, ok := Lookup(1); !ok {
		t.Error("process 1 is not there")
	}
	if p, ok := Lookup(gone); ok {
		t.Errorf("there is a process %d: %+v", gone, p)
	}
	c := start(t, 0, "wait", "")
	if _, ok := Lookup(c.pid()); !ok {
		t.Error("a child that waits is not there")
	}
	c.kill()
	if p, ok := Lookup(c.pid()); ok {
		t.Errorf("a child that has ended is there: %+v", p)
	}
}

func TestOwns(t *testing.T) {
	tests := []struct {
		uids []uint32
		uid  uint32
		want bool
	}{
		{nil, 1000, true},
		{[]uint32{}, 1000, false},
		{[]uint32{1000, 1000, 1000, 1000}, 1000, true},
		{[]uint32{1000, 1000, 1000, 1000}, 0, false},
		{[]uint32{1000, 0, 0, 33}, 33, true},
	}
	for _, tt := range tests {
		if got := (Process{UIDs: tt.uids}).Owns(tt.uid); got != tt.want {
			t.Errorf("%v owns what is %d's: %v", tt.uids, tt.uid, got)
		}
	}
}

func TestMakerAlive(t *testing.T) {
	t.Parallel()
	d := openTemp(t)
	c := serve(t, d)
	f, err := d.Stat(FileName(c.pid(), 1))
	if err != nil {
		t.Fatal(err)
	}
	if !MakerAlive(c.pid(), f.Made) {
		t.Error("a process did not make its own FIFO")
	}
	if MakerAlive(gone, f.Made) {
		t.Error("nobody made it")
	}
	c.kill()
	if MakerAlive(c.pid(), f.Made) {
		t.Error("its maker is dead")
	}
}

// A pid that is used again does not keep its predecessor's FIFO alive.
func TestMakerAliveByTime(t *testing.T) {
	d := openTemp(t)
	c := start(t, 0, "wait", "")
	p, ok := Lookup(c.pid())
	if !ok || p.Start().IsZero() {
		t.Skip("this system does not say when a process started")
	}
	mkfifo(t, d.join("fifo"))
	tests := []struct {
		made time.Duration // after the process started
		want bool
	}{
		{-time.Hour, false},
		{-time.Second, false},
		{-startSlack / 2, true},
		{0, true},
		{time.Second, true},
		{time.Hour, true},
	}
	for _, tt := range tests {
		at := p.Start().Add(tt.made)
		if err := os.Chtimes(d.join("fifo"), at, at); err != nil {
			t.Fatal(err)
		}
		f, err := d.Stat("fifo")
		if err != nil {
			t.Fatal(err)
		}
		if got := MakerAlive(c.pid(), f.Made); got != tt.want {
			t.Errorf("a FIFO made %v after the process started: %v", tt.made, got)
		}
	}
}
