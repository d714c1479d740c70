package pipedir

import "testing"

func TestPath(t *testing.T) {
	tests := []struct{ option, env, want string }{
		{"", "", "/tmp/stats-pipe"},
		{"", "/run/pipes", "/run/pipes"},
		{"/run/mine", "", "/run/mine"},
		{"/run/mine", "/run/pipes", "/run/mine"},
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
