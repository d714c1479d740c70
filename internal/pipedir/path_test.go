//go:build unix

package pipedir

import "testing"

func TestPath(t *testing.T) {
	t.Chdir("/")
	tests := []struct{ option, env, want string }{
		{"", "", "/tmp/stats-pipe"},
		{"", "/run/pipes", "/run/pipes"},
		{"/run/mine", "", "/run/mine"},
		{"/run/mine", "/run/pipes", "/run/mine"},
		{"/run/mine/", "", "/run/mine"},
		{"pipes", "", "/pipes"},
		{"", "./pipes/off", "/pipes/off"},
		{"", Off, Off},
		{Off, "/run/pipes", Off},
		{"/run/mine", Off, "/run/mine"},
	}
	for _, tt := range tests {
		t.Setenv(Env, tt.env)
		if got := Path(tt.option); got != tt.want {
			t.Errorf("option %q, %s=%q: got %s, want %s", tt.option, Env, tt.env, got, tt.want)
		}
	}
}
