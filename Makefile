# The only front door. A target with a `##` comment is listed by `make help`.
SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# A shell without a locale makes Java take names and arguments for ASCII.
ifeq ($(LC_ALL)$(LC_CTYPE)$(LANG),)
export LC_ALL := C.UTF-8
endif

JDK := deploy/toolchain/with-jdk
API_SERVER := deploy/toolchain/with-api-server
MVN := $(JDK) ./mvnw -B

# What the program after the target is given, for example: make run ARGS="--resources my/directory"
ARGS ?=
GATEWAY_JVM ?= @gateway/jvm.options
RESOURCES ?= deploy/samples/quickstart

# Programs for terminals: without remarks about how their libraries reach for memory and where those could log.
TERMINAL_JVM := --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dslf4j.internal.verbosity=ERROR

# Checked in, but written by the build: `make check` writes them again and demands the same bytes.
GENERATED := charts/keelage-crds docs/reference

##@ Use it
.PHONY: help
help: ## show this help
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5); next } \
	  /^[a-z%-]+:.*## / { t = $$1; sub(/%/, "<folder>", t); printf "  make %-15s %s\n", t, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: gateway/target/packaged ## start a gateway with sample resources, no cluster needed (ARGS: more arguments)
	@exec $(JDK) java $(GATEWAY_JVM) -jar gateway/target/quarkus-app/quarkus-run.jar --resources '$(subst ','\'',$(RESOURCES))' $(ARGS)

.PHONY: cluster
cluster: api-server deploy/e2e/target/packaged ## start a cluster: API server, operator, two gateways, Redis, Postgres; Ctrl-C ends it (ARGS: another first port than 8080)
	@exec $(API_SERVER) $(JDK) java $(TERMINAL_JVM) -cp 'deploy/e2e/target/classes:deploy/e2e/target/lib/*' dev.keelage.e2e.LocalCluster $(ARGS)

# What is missing is said before anything is built.
.PHONY: api-server
api-server:
	@$(API_SERVER) $(JDK) true

##@ Change it
.PHONY: test
test: ## everything: unit tests, tests on real servers, whole-system tests
	$(API_SERVER) $(MVN) verify

.PHONY: test-%
test-%: ## tests of one folder: crds, gateway, operator, deploy, testkit, e2e, perf (TEST=Name: one class)
	@test -n '$(modules.$*)' || { echo "No folder $*: $(sort $(patsubst modules.%,%,$(filter modules.%,$(.VARIABLES))))" >&2; exit 2; }
	$(API_SERVER) $(MVN) verify -pl $(modules.$*) -am $(call only,$(packages.$*))

.PHONY: e2e
e2e: test-e2e ## the whole system on a real API server

.PHONY: money
money: ## the money path under faults: kills, stalls, failovers; ledger = counters = vendors (ARGS: -Dmoney.seed=N, -Dmoney.outage=SECONDS)
	$(API_SERVER) $(MVN) verify -pl $(modules.e2e) -am -Dit.test='dev/keelage/e2e/money/*E2E' -Dtest='dev/keelage/e2e/**/*Test' \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false $(ARGS)

.PHONY: check
check: ## formatting, module boundaries, architecture rules, generated files up to date
	$(MVN) -q -Pcrds,reference spotless:check test -Dtest='*ArchTest,*ArchitectureTest' -Dsurefire.failIfNoSpecifiedTests=false
	@git diff --exit-code --stat -- $(GENERATED) \
	  && test -z "$$(git ls-files --others --exclude-standard -- $(GENERATED) | tee /dev/stderr)" \
	  || { echo "These generated files were not up to date; they are now: commit them." >&2; exit 1; }

.PHONY: format
format: ## format all Java sources
	$(MVN) -q spotless:apply

.PHONY: crds
crds: ## write the CRDs and the reference pages from the code
	$(MVN) -q -Pcrds,reference process-test-classes -pl crds/api,gateway,operator -am

.PHONY: clean
clean: ## remove everything that was built
	$(MVN) -q clean

##@ Measure and ship it
.PHONY: perf
perf: deploy/perf/target/packaged ## measure throughput, latency and scale; writes docs/operations/performance.md (ARGS: which)
	@exec $(if $(filter scale,$(ARGS)),$(API_SERVER)) $(JDK) java $(TERMINAL_JVM) -cp 'deploy/perf/target/classes:deploy/perf/target/lib/*' dev.keelage.perf.Main $(ARGS)

.PHONY: images
images: ## build the container images, as tar files and, with a registry named, pushed
	@$(JDK) deploy/images.sh $(ARGS)

.PHONY: chart
chart: ## lint and package the Helm charts
	@deploy/chart.sh $(ARGS)

# Folders a developer thinks in -> Maven modules and the Java packages whose tests they hold.
modules.crds := crds/api,crds/snapshot,crds/compiler
packages.crds := api snapshot compiler
modules.gateway := gateway
packages.gateway := gateway
modules.operator := operator
packages.operator := operator
modules.deploy := deploy/testkit,deploy/e2e,deploy/perf
packages.deploy := testkit e2e perf
modules.testkit := deploy/testkit
packages.testkit := testkit
modules.e2e := deploy/e2e
packages.e2e := e2e
modules.perf := deploy/perf
packages.perf := perf

comma := ,
empty :=
space := $(empty) $(empty)
TEST ?= *
# RouterTest, RouterIT and Router all mean the tests of Router.
subject = $(patsubst %E2E,%,$(patsubst %IT,%,$(patsubst %Test,%,$(TEST))))
# Maven has to build what a module stands on, but shall test the named packages only.
patterns = $(subst $(space),$(comma),$(strip $(foreach kind,$(2),$(patsubst %,dev/keelage/%/**/$(subject)$(kind),$(1)))))
only = -Dtest='$(call patterns,$(1),Test)' -Dit.test='$(call patterns,$(1),IT E2E)' \
  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

# MODULE/target/packaged: MODULE and what it stands on, built without a word unless that fails.
sources = $(wildcard pom.xml */pom.xml */*/pom.xml) $(shell find $(1) -path '*/src/main*' 2>/dev/null)
gateway/target/packaged: $(call sources,crds gateway)
deploy/e2e/target/packaged deploy/perf/target/packaged: $(call sources,crds gateway operator deploy)
%/target/packaged:
	@echo "Building $* and what it stands on (the first time takes some minutes: it downloads) ..."
	@mkdir -p $(@D)
	@$(MVN) -q package -pl $* -am -Dmaven.test.skip=true > $(@D)/package.log 2>&1 || { cat $(@D)/package.log; exit 1; }
	@touch $@
