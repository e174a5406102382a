package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"countersign/bot/bottest"
)

// testPassword is what the servers of the tests ask for. It must never show.
const testPassword = "s3cret-of-the-tests"

// redisServer is a real redis-server of one test, on a loopback port.
type redisServer struct {
	t     *testing.T
	port  int
	dir   string
	cmd   *exec.Cmd
	admin *redis.Client // stays logged in while others are turned away
}

// newRedisServer starts a server that ends with the test.
func newRedisServer(t *testing.T) *redisServer {
	t.Helper()
	r := &redisServer{t: t, port: bottest.FreePort(t), dir: t.TempDir()}
	r.start()
	t.Cleanup(func() { r.kill() })
	return r
}

func (r *redisServer) start() {
	r.t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		r.t.Fatal("redis-server is not in PATH: these tests run against a real one. " +
			"Install it (apt-get install redis-server; `make test` does) and run them again.")
	}
	r.cmd = exec.Command(path, "--port", strconv.Itoa(r.port), "--bind", "127.0.0.1", "--save", "",
		"--appendonly", "no", "--dir", r.dir, "--rdbcompression", "no", "--requirepass", testPassword, "--loglevel", "warning")
	if err := r.cmd.Start(); err != nil {
		r.t.Fatalf("starting redis-server: %v", err)
	}
	eventually(r.t, "redis-server answers", func() bool { return r.raw().Ping(context.Background()).Err() == nil })
}

// raw is a client beside the one under test.
func (r *redisServer) raw() *redis.Client {
	c := redis.NewClient(&redis.Options{Addr: r.addr(), Password: testPassword, DisableIdentity: true})
	r.t.Cleanup(func() { _ = c.Close() })
	return c
}

func (r *redisServer) addr() string { return fmt.Sprintf("127.0.0.1:%d", r.port) }
func (r *redisServer) url() string  { return "redis://:" + testPassword + "@" + r.addr() + "/0" }

// kill ends the server as a power cut would. A stopped one ends too.
func (r *redisServer) kill() {
	if r.cmd == nil {
		return
	}
	if err := r.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		r.t.Errorf("killing redis-server: %v", err)
	}
	_ = r.cmd.Wait() // its exit status is that of a killed process
	r.cmd = nil
}

// freeze and thaw make it hang with its connections open.
func (r *redisServer) freeze() { r.signal(syscall.SIGSTOP) }
func (r *redisServer) thaw()   { r.signal(syscall.SIGCONT) }

func (r *redisServer) signal(sig syscall.Signal) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(sig); err != nil {
		r.t.Fatalf("signal %v to redis-server: %v", sig, err)
	}
}

// saved gives the bytes of a snapshot on disk.
func (r *redisServer) saved() []byte {
	r.t.Helper()
	if err := r.raw().Save(context.Background()).Err(); err != nil {
		r.t.Fatalf("SAVE: %v", err)
	}
	data, err := os.ReadFile(filepath.Join(r.dir, "dump.rdb"))
	if err != nil {
		r.t.Fatalf("reading the snapshot: %v", err)
	}
	return data
}

// eventually polls until ok, for at most ten seconds.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within 10 s: %s", what)
}

func ping(t *testing.T, opt *redis.Options) error {
	c := redis.NewClient(opt)
	defer c.Close()
	return c.Ping(t.Context()).Err()
}

// onProcess is a hook that runs before each command of the client.
type onProcess func(cmd redis.Cmder)

func (h onProcess) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h onProcess) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		for _, cmd := range cmds {
			h(cmd)
		}
		return next(ctx, cmds)
	}
}

func (h onProcess) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { h(cmd); return next(ctx, cmd) }
}

// slowProxy stands before a server and holds its answers back.
type slowProxy struct {
	listener net.Listener
	target   string
	wait     atomic.Int64 // nanoseconds
	open     sync.WaitGroup
}

func newSlowProxy(t *testing.T, target string) *slowProxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &slowProxy{listener: l, target: target}
	p.open.Go(p.serve)
	t.Cleanup(func() {
		_ = l.Close()
		p.delay(0)
		p.open.Wait()
	})
	return p
}

func (p *slowProxy) addr() string          { return p.listener.Addr().String() }
func (p *slowProxy) delay(d time.Duration) { p.wait.Store(int64(d)) }

func (p *slowProxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return // the test is over
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.open.Go(func() { p.pass(server, client, 0) })
		p.open.Go(func() { p.pass(client, server, 1) })
	}
}

// pass copies from one end to the other, held back as often as factor says.
func (p *slowProxy) pass(to, from net.Conn, factor int64) {
	defer to.Close()
	defer from.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		time.Sleep(time.Duration(factor * p.wait.Load()))
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}
