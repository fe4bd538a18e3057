// Command kubernetes-accepts reads manifests on standard input, and says what
// Kubernetes' API server would say of them: it decodes them strictly, fills in
// the defaults and validates them, all with the server's own code. It is a module
// of its own, so that nothing of Kubernetes comes near stegvis.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/kubernetes/pkg/apis/apps"
	appsv1 "k8s.io/kubernetes/pkg/apis/apps/v1"
	appsrules "k8s.io/kubernetes/pkg/apis/apps/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	corev1 "k8s.io/kubernetes/pkg/apis/core/v1"
	corerules "k8s.io/kubernetes/pkg/apis/core/validation"
)

func main() {
	errs := judge(os.Stdin)
	for _, err := range errs {
		fmt.Println(err)
	}
	if len(errs) > 0 {
		os.Exit(1)
	}
}

func judge(manifests io.Reader) (errs []error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{core.AddToScheme, corev1.AddToScheme, apps.AddToScheme, appsv1.AddToScheme} {
		errs = append(errs, add(scheme))
	}
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDecoder()
	for docs := yaml.NewYAMLReader(bufio.NewReader(manifests)); ; {
		doc, err := docs.Read()
		if errors.Is(err, io.EOF) {
			return some(errs)
		}
		if err != nil {
			return some(append(errs, err))
		}
		o, _, err := decoder.Decode(doc, nil, nil)
		errs = append(errs, err)
		if err == nil {
			for _, wrong := range validate(o) {
				errs = append(errs, wrong)
			}
		}
	}
}

func validate(o runtime.Object) field.ErrorList {
	switch o := o.(type) {
	case *core.ConfigMap:
		o.Namespace = "default"
		return corerules.ValidateConfigMap(o)
	case *apps.StatefulSet:
		o.Namespace = "default"
		return appsrules.ValidateStatefulSet(o, corerules.PodValidationOptions{})
	}
	return field.ErrorList{field.NotSupported(field.NewPath("kind"), fmt.Sprintf("%T", o), []string{"ConfigMap", "StatefulSet"})}
}

// some are the errors that there are.
func some(errs []error) (all []error) {
	for _, err := range errs {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}
