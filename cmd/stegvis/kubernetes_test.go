package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

const manifest = "../../docs/drift/kubernetes.yaml"

// TestKubernetesAccepts: the API server's own code has nothing to say of the
// manifest, and much of one with a mistake in it.
func TestKubernetesAccepts(t *testing.T) {
	accepts := tool(t, "kubernetes-accepts")
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	judged := func(old, now string) (string, error) {
		if !strings.Contains(string(text), old) {
			t.Fatalf("the manifest has no %q to spoil", old)
		}
		cmd := exec.Command(accepts)
		cmd.Stdin = strings.NewReader(strings.Replace(string(text), old, now, 1))
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := judged("", ""); err != nil {
		t.Errorf("%v: %s", err, out)
	}
	for name, m := range map[string]struct{ old, now, says string }{
		"a misspelled field":          {"terminationGracePeriodSeconds", "terminationGracePeriodSecond", "unknown field"},
		"a wrong type":                {"replicas: 1", `replicas: "1"`, "cannot unmarshal string"},
		"a field twice":               {"enableServiceLinks: false", "enableServiceLinks: false\n      enableServiceLinks: true", "already set"},
		"no such value":               {"[ReadWriteOncePod]", "[ReadWriteOncePods]", "Unsupported value"},
		"no such amount":              {"20Gi", "20 GB", "quantities must match"},
		"a mount of no volume":        {"- name: tmp\n          emptyDir", "- name: temp\n          emptyDir", "Not found"},
		"a selector of other pods":    {"unit: skarholmen", "unit: farsta", "does not match template"},
		"something else than we know": {"kind: ConfigMap", "kind: ConfigMaps", "no kind"},
	} {
		if out, err := judged(m.old, m.now); err == nil || !strings.Contains(out, m.says) {
			t.Errorf("%s: %v: %q, want %q", name, err, out, m.says)
		}
	}
}

// A kubeSet is what of the StatefulSet matters to the desk.
type kubeSet struct {
	Kind string
	Data map[string]string
	Spec struct {
		Replicas int
		Template struct {
			Spec struct {
				AutomountServiceAccountToken  *bool `yaml:"automountServiceAccountToken"`
				TerminationGracePeriodSeconds int   `yaml:"terminationGracePeriodSeconds"`
				SecurityContext               struct {
					RunAsNonRoot        bool                  `yaml:"runAsNonRoot"`
					FSGroupChangePolicy string                `yaml:"fsGroupChangePolicy"`
					SeccompProfile      struct{ Type string } `yaml:"seccompProfile"`
				} `yaml:"securityContext"`
				Containers []kubeContainer
				Volumes    []struct {
					Secret *struct {
						DefaultMode int `yaml:"defaultMode"`
					}
				}
			}
		}
		VolumeClaimTemplates []struct {
			Spec struct {
				AccessModes []string `yaml:"accessModes"`
			}
		} `yaml:"volumeClaimTemplates"`
	}
}

type kubeContainer struct {
	Name, Image     string
	Args            []string
	LivenessProbe   kubeProbe `yaml:"livenessProbe"`
	ReadinessProbe  kubeProbe `yaml:"readinessProbe"`
	Resources       struct{ Limits map[string]string }
	SecurityContext struct {
		AllowPrivilegeEscalation *bool `yaml:"allowPrivilegeEscalation"`
		ReadOnlyRootFilesystem   bool  `yaml:"readOnlyRootFilesystem"`
		Capabilities             struct{ Drop []string }
	} `yaml:"securityContext"`
	VolumeMounts []struct {
		Name      string
		MountPath string `yaml:"mountPath"`
	} `yaml:"volumeMounts"`
}

type kubeProbe struct {
	Exec             struct{ Command []string }
	PeriodSeconds    int `yaml:"periodSeconds"`
	FailureThreshold int `yaml:"failureThreshold"`
}

// TestKubernetes: the manifest keeps what the desk counts on: one process, on a
// disk of its own, as nobody in particular, with its secrets as files that others
// cannot read, and beside it who copies the ledger and who copies the keys.
func TestKubernetes(t *testing.T) {
	set, litestream := readManifest(t)
	pod := set.Spec.Template.Spec
	for what, ok := range map[string]bool{
		"one process":                           set.Spec.Replicas == 1,
		"not root":                              pod.SecurityContext.RunAsNonRoot,
		"the master key's mode left as it is":   pod.SecurityContext.FSGroupChangePolicy == "OnRootMismatch",
		"seccomp":                               pod.SecurityContext.SeccompProfile.Type == "RuntimeDefault",
		"no token for Kubernetes itself":        pod.AutomountServiceAccountToken != nil && !*pod.AutomountServiceAccountToken,
		"time to finish what is under way":      pod.TerminationGracePeriodSeconds >= 60,
		"one claim, mounted by one pod at once": len(set.Spec.VolumeClaimTemplates) == 1 && slices.Equal(set.Spec.VolumeClaimTemplates[0].Spec.AccessModes, []string{"ReadWriteOncePod"}),
	} {
		if !ok {
			t.Errorf("missing: %s", what)
		}
	}
	for _, v := range pod.Volumes {
		if v.Secret != nil && v.Secret.DefaultMode != 0o440 {
			t.Errorf("secrets have mode %o, want 440: stegvis refuses what others can read", v.Secret.DefaultMode)
		}
	}
	var together []string
	for _, c := range pod.Containers {
		kubeConfined(t, c)
		for _, m := range c.VolumeMounts {
			if m.Name == "state" && m.MountPath == "/var/lib/stegvis" {
				together = append(together, c.Name)
			}
		}
	}
	if want := []string{"stegvis", "litestream", "keys"}; !slices.Equal(together, want) {
		t.Errorf("%q look at the ledger's folder, want %q", together, want)
	}
	kubeCommands(t, pod.Containers[0])
	kubeCopied(t, litestream)
}

// kubeCopied wants Litestream to do here what it is tried with elsewhere.
func kubeCopied(t *testing.T, litestream string) {
	t.Helper()
	text, err := os.ReadFile("../../docs/drift/litestream.yml")
	if err != nil {
		t.Fatal(err)
	}
	tried := strings.NewReplacer("${STEGVIS_STATE}", "/var/lib/stegvis", "${STEGVIS_REPLICA}", "/replica").Replace(string(text))
	var got, want any
	if err := errors.Join(yaml.Unmarshal([]byte(litestream), &got), yaml.Unmarshal([]byte(tried), &want)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Litestream's config is not that of litestream.yml (-want +got):\n%s", diff)
	}
}

// kubeCommands: what the pod starts, and asks, are commands that stegvis has.
func kubeCommands(t *testing.T, c kubeContainer) {
	t.Helper()
	tree := commandFlags(t)
	for _, words := range [][]string{append([]string{"stegvis"}, c.Args...), c.LivenessProbe.Exec.Command, c.ReadinessProbe.Exec.Command} {
		if len(words) < 2 {
			t.Fatalf("nothing is asked: %q", words)
		}
		checkCommand(t, manifest, strings.Join(words, " "), tree)
	}
	if c.LivenessProbe.PeriodSeconds*c.LivenessProbe.FailureThreshold < 3600 {
		t.Error("a mail server that is silent for an hour is no reason to start again")
	}
}

func kubeConfined(t *testing.T, c kubeContainer) {
	t.Helper()
	s := c.SecurityContext
	if s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation || !s.ReadOnlyRootFilesystem || !slices.Equal(s.Capabilities.Drop, []string{"ALL"}) || c.Resources.Limits["memory"] == "" {
		t.Errorf("%s is not confined: %+v", c.Name, s)
	}
	if _, tag, ok := strings.Cut(c.Image, ":"); !ok || tag == "latest" {
		t.Errorf("%s: name a version of %s", c.Name, c.Image)
	}
}

func readManifest(t *testing.T) (set kubeSet, litestream string) {
	t.Helper()
	data, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	for dec := yaml.NewDecoder(bytes.NewReader(data)); ; {
		var o kubeSet
		if err := dec.Decode(&o); errors.Is(err, io.EOF) {
			return set, litestream
		} else if err != nil {
			t.Fatal(err)
		}
		if o.Kind == "StatefulSet" {
			set = o
		}
		litestream += o.Data["litestream.yml"]
	}
}
