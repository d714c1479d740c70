package conformance

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"connectrpc.com/connect"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

const healthService = "/grpc.health.v1.Health/"

var connectRecipe = recipe{
	router:  "connect-go",
	mount:   mountConnect,
	bySight: true,
	cases: []recipeCase{
		{checks("ok"), "POST /grpc.health.v1.Health/Check 200"},
		{checks("gone"), "POST /grpc.health.v1.Health/Check 404"},
		{checks("broken"), "POST /grpc.health.v1.Health/Check 500"},
		{checks("panic"), "POST /grpc.health.v1.Health/Check none"},
		{"POST /grpc.health.v1.Health/Check\nContent-Type: text/plain\n\nx",
			"POST /grpc.health.v1.Health/Check 415"},
		{"PUT /grpc.health.v1.Health/Check", "PUT /grpc.health.v1.Health/Check 405"},
		{"HEAD /grpc.health.v1.Health/Check", "HEAD /grpc.health.v1.Health/Check 405"},
		{"OPTIONS /grpc.health.v1.Health/Check", "OPTIONS /grpc.health.v1.Health/Check 405"},
		{"POST /grpc.health.v1.Health/Nothing\n\n{}", "POST unmatched 404"},
		{"GET /nowhere", "GET unmatched 404"},
	},
}

func mountConnect(middleware counting, server *http.Server) {
	path, handler := newHealthHandler()
	mux := http.NewServeMux()

	methods := healthpb.File_grpc_health_v1_health_proto.Services().ByName("Health").Methods()
	for i := range methods.Len() {
		mux.Handle(path+string(methods.Get(i).Name()), handler)
	}
	server.Handler = middleware.Stats()(mux)
}

// Where the service is one handler of the mux, it is one route, and what it does not have
// is found, too.
func TestRecipeOfConnect_ServiceAsOneHandler(t *testing.T) {
	recipe{
		mount: func(middleware counting, server *http.Server) {
			mux := http.NewServeMux()
			mux.Handle(newHealthHandler())
			server.Handler = middleware.Stats()(mux)
		},
		cases: []recipeCase{
			{checks("ok"), "POST /grpc.health.v1.Health/ 200"},
			{"POST /grpc.health.v1.Health/Nothing\n\n{}", "POST /grpc.health.v1.Health/ 404"},
		},
	}.try(t, alone)
}

func checks(service string) string {
	return "POST /grpc.health.v1.Health/Check\nContent-Type: application/json\n\n" +
		`{"service":"` + service + `"}`
}

// newHealthHandler returns what protoc-gen-connect-go generates for a service.
func newHealthHandler() (path string, handler http.Handler) {
	check := connect.NewUnaryHandlerSimple(healthService+"Check", answerCheck)
	watch := connect.NewServerStreamHandler(healthService+"Watch", answerWatch)
	return healthService, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case healthService + "Check":
			check.ServeHTTP(w, r)
		case healthService + "Watch":
			watch.ServeHTTP(w, r)
		default:
			http.NotFound(w, r)
		}
	})
}

func answerCheck(_ context.Context, in *healthpb.HealthCheckRequest) (*healthpb.HealthCheckResponse, error) {
	switch in.GetService() {
	case "gone":
		return nil, connect.NewError(connect.CodeNotFound, errors.New("x"))
	case "broken":
		return nil, connect.NewError(connect.CodeInternal, errors.New("x"))
	case "panic":
		panic("x")
	}
	return &healthpb.HealthCheckResponse{}, nil
}

func answerWatch(_ context.Context, in *connect.Request[healthpb.HealthCheckRequest],
	out *connect.ServerStream[healthpb.HealthCheckResponse]) error {
	for range 3 {
		if err := out.Send(&healthpb.HealthCheckResponse{}); err != nil {
			return err
		}
	}
	_, err := answerCheck(context.Background(), in.Msg)
	return err
}

// A gRPC client gets 200 and its status in the trailers: the code is 200, and the outcome
// tells the errors apart.
func TestRecipeOfConnect_GRPC(t *testing.T) {
	for _, c := range []struct{ method, service, want string }{
		{"Check", "ok", "ok"},
		{"Check", "gone", "client_error"},
		{"Check", "broken", "server_error"},
		{"Watch", "ok", "ok"},
		{"Watch", "gone", "client_error"},
		{"Watch", "broken", "server_error"},
	} {
		t.Run(c.method+"/"+c.service, func(t *testing.T) {
			s, reg := recipe{mount: mountConnect, protocol: http2Clear}.start(t, alone)
			callHealth(t, s, c.method, c.service)
			s.await(1)
			ls := counts(reg)
			want := "POST " + healthService + c.method + " 200"
			if got := routesOf(ls); got != want {
				t.Errorf("recorded as %q, want %q", got, want)
			}
			if got := ls.by("http_outcomes_total", "outcome").String(); got != c.want {
				t.Errorf("the outcome is %q, want %q", got, c.want)
			}
		})
	}
}

// callHealth calls a method by gRPC, and takes all that comes.
func callHealth(t *testing.T, s *stage, method, service string) {
	client := connect.NewClient[healthpb.HealthCheckRequest, healthpb.HealthCheckResponse](
		s.Client(), s.URL+healthService+method, connect.WithGRPC())
	in := connect.NewRequest(&healthpb.HealthCheckRequest{Service: service})
	var err error
	if method == "Check" {
		_, err = client.CallUnary(t.Context(), in)
	} else {
		var stream *connect.ServerStreamForClient[healthpb.HealthCheckResponse]
		if stream, err = client.CallServerStream(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		for stream.Receive() {
		}
		err = errors.Join(stream.Err(), stream.Close())
	}
	if (err == nil) != (service == "ok") {
		t.Errorf("the client got %v", err)
	}
}
