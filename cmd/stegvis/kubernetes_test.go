package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// What of Kubernetes' own types docs/drift/kubernetes.yaml uses. A field that is
// not here, or that is misspelled, is refused.
type (
	kubeMeta struct {
		Name   string            `yaml:"name"`
		Labels map[string]string `yaml:"labels"`
	}
	kubeObject struct {
		APIVersion string            `yaml:"apiVersion"`
		Kind       string            `yaml:"kind"`
		Metadata   kubeMeta          `yaml:"metadata"`
		Data       map[string]string `yaml:"data"`
		Spec       struct {
			ServiceName string `yaml:"serviceName"`
			Replicas    int    `yaml:"replicas"`
			Selector    struct {
				MatchLabels map[string]string `yaml:"matchLabels"`
			} `yaml:"selector"`
			Template struct {
				Metadata kubeMeta `yaml:"metadata"`
				Spec     kubePod  `yaml:"spec"`
			} `yaml:"template"`
			VolumeClaimTemplates []struct {
				Metadata kubeMeta `yaml:"metadata"`
				Spec     struct {
					AccessModes []string      `yaml:"accessModes"`
					Resources   kubeResources `yaml:"resources"`
				} `yaml:"spec"`
			} `yaml:"volumeClaimTemplates"`
		} `yaml:"spec"`
	}
	kubePod struct {
		AutomountServiceAccountToken  *bool `yaml:"automountServiceAccountToken"`
		EnableServiceLinks            *bool `yaml:"enableServiceLinks"`
		TerminationGracePeriodSeconds int   `yaml:"terminationGracePeriodSeconds"`
		SecurityContext               struct {
			RunAsNonRoot   bool `yaml:"runAsNonRoot"`
			RunAsUser      int  `yaml:"runAsUser"`
			RunAsGroup     int  `yaml:"runAsGroup"`
			FSGroup        int  `yaml:"fsGroup"`
			SeccompProfile struct {
				Type string `yaml:"type"`
			} `yaml:"seccompProfile"`
		} `yaml:"securityContext"`
		Containers []kubeContainer `yaml:"containers"`
		Volumes    []struct {
			Name      string `yaml:"name"`
			ConfigMap *struct {
				Name string `yaml:"name"`
			} `yaml:"configMap"`
			Secret *struct {
				SecretName  string `yaml:"secretName"`
				DefaultMode int    `yaml:"defaultMode"`
			} `yaml:"secret"`
			EmptyDir *struct {
				Medium    string `yaml:"medium"`
				SizeLimit string `yaml:"sizeLimit"`
			} `yaml:"emptyDir"`
			PersistentVolumeClaim *struct {
				ClaimName string `yaml:"claimName"`
			} `yaml:"persistentVolumeClaim"`
		} `yaml:"volumes"`
	}
	kubeContainer struct {
		Name            string        `yaml:"name"`
		Image           string        `yaml:"image"`
		Args            []string      `yaml:"args"`
		LivenessProbe   *kubeProbe    `yaml:"livenessProbe"`
		ReadinessProbe  *kubeProbe    `yaml:"readinessProbe"`
		Resources       kubeResources `yaml:"resources"`
		SecurityContext struct {
			AllowPrivilegeEscalation *bool `yaml:"allowPrivilegeEscalation"`
			ReadOnlyRootFilesystem   bool  `yaml:"readOnlyRootFilesystem"`
			Capabilities             struct {
				Drop []string `yaml:"drop"`
			} `yaml:"capabilities"`
		} `yaml:"securityContext"`
		VolumeMounts []struct {
			Name      string `yaml:"name"`
			MountPath string `yaml:"mountPath"`
			ReadOnly  bool   `yaml:"readOnly"`
		} `yaml:"volumeMounts"`
	}
	kubeProbe struct {
		Exec struct {
			Command []string `yaml:"command"`
		} `yaml:"exec"`
		InitialDelaySeconds int `yaml:"initialDelaySeconds"`
		PeriodSeconds       int `yaml:"periodSeconds"`
		TimeoutSeconds      int `yaml:"timeoutSeconds"`
		FailureThreshold    int `yaml:"failureThreshold"`
	}
	kubeResources struct {
		Requests map[string]string `yaml:"requests"`
		Limits   map[string]string `yaml:"limits"`
	}
)

// TestKubernetes: the manifest says nothing that Kubernetes does not know, and
// keeps what the desk counts on: one process, on a disk of its own, as nobody in
// particular, with its secrets as files that others cannot read.
func TestKubernetes(t *testing.T) {
	data, err := os.ReadFile("../../docs/drift/kubernetes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var set kubeObject
	for dec := yaml.NewDecoder(bytes.NewReader(data)); ; {
		dec.KnownFields(true)
		var o kubeObject
		if err := dec.Decode(&o); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if o.Kind == "StatefulSet" {
			set = o
		}
	}
	pod := set.Spec.Template.Spec
	for k, v := range set.Spec.Selector.MatchLabels {
		if set.Spec.Template.Metadata.Labels[k] != v {
			t.Errorf("the selector wants %s=%s, which its own pods do not have", k, v)
		}
	}
	for what, ok := range map[string]bool{
		"one process":                           set.APIVersion == "apps/v1" && set.Spec.Replicas == 1,
		"not root":                              pod.SecurityContext.RunAsNonRoot && pod.SecurityContext.RunAsUser > 0 && pod.SecurityContext.FSGroup > 0,
		"seccomp":                               pod.SecurityContext.SeccompProfile.Type == "RuntimeDefault",
		"no token for Kubernetes itself":        pod.AutomountServiceAccountToken != nil && !*pod.AutomountServiceAccountToken,
		"time to finish what is under way":      pod.TerminationGracePeriodSeconds >= 60,
		"one claim, mounted by one pod at once": len(set.Spec.VolumeClaimTemplates) == 1 && slices.Equal(set.Spec.VolumeClaimTemplates[0].Spec.AccessModes, []string{"ReadWriteOncePod"}),
	} {
		if !ok {
			t.Errorf("missing: %s", what)
		}
	}
	kubeMounted(t, set)
	kubeConfined(t, pod)
	for _, v := range pod.Volumes {
		if v.Secret != nil && v.Secret.DefaultMode != 0o440 {
			t.Errorf("secrets have mode %o, want 440: stegvis refuses what others can read", v.Secret.DefaultMode)
		}
	}
	probe := pod.Containers[0].LivenessProbe
	if probe == nil || probe.PeriodSeconds*probe.FailureThreshold < 3600 {
		t.Error("a mail server that is silent for an hour is no reason to start again")
	}
}

// kubeMounted: each mount is of a volume there is, and both look at the same ledger.
func kubeMounted(t *testing.T, set kubeObject) {
	t.Helper()
	there := map[string]bool{set.Spec.VolumeClaimTemplates[0].Metadata.Name: true}
	for _, v := range set.Spec.Template.Spec.Volumes {
		there[v.Name] = true
	}
	ledgers := 0
	for _, c := range set.Spec.Template.Spec.Containers {
		for _, m := range c.VolumeMounts {
			if !there[m.Name] {
				t.Errorf("%s mounts %s, which there is not", c.Name, m.Name)
			}
			if m.Name == "state" && m.MountPath == "/var/lib/stegvis" {
				ledgers++
			}
		}
	}
	if ledgers != 3 {
		t.Errorf("%d containers look at the ledger's folder, want stegvis, Litestream and who copies the keys", ledgers)
	}
}

func kubeConfined(t *testing.T, pod kubePod) {
	t.Helper()
	for _, c := range pod.Containers {
		s := c.SecurityContext
		if s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation || !s.ReadOnlyRootFilesystem || !slices.Equal(s.Capabilities.Drop, []string{"ALL"}) || c.Resources.Limits["memory"] == "" {
			t.Errorf("%s is not confined: %+v", c.Name, s)
		}
		if _, tag, ok := strings.Cut(c.Image, ":"); !ok || tag == "latest" {
			t.Errorf("%s: name a version of %s", c.Name, c.Image)
		}
	}
}
