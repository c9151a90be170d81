# What a person does with Tocsin. A JDK from 17 on is all that must be there before.

JAVA := $(if $(JAVA_HOME),$(JAVA_HOME)/bin/java,java)
# Warnings are shown, as they fail the build; the rest is Maven's own story. It leaves a jar alone whose content would be
# the same, hence the touch below.
PACKAGE = @echo "Building $@; the first time this downloads what it needs" && ./mvnw -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dmaven.test.skip=true package -am -pl

NODE := gateway/target/tocsin.jar
REPLAY := replay-tool/target/tocsin-replay.jar
BENCHMARKS := benchmarks/target/benchmarks.jar

# Directories are among them, so that a file that was taken away counts as a change too.
sources = pom.xml config/logback.xml $(1:%=%/pom.xml) $(shell find $(wildcard $(1:%=%/src/main)))

.PHONY: help start specs soak specs-jdk bench bench-gate replay console routes bash golden format clean
.DEFAULT_GOAL := help

help: ## lists these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

start: $(NODE) ## builds what is needed, prepares fast starts once, and runs one node with config/tocsin.conf until Ctrl-C
	@exec config/run $(NODE) --config config/tocsin.conf

specs: ## builds everything and runs all tests and checks
	./mvnw verify

soak: ## runs what is random or kills nodes for longer and with other seeds, which are printed; half an hour
	./mvnw verify -Dgroups=soak -Dtocsin.soak=true

specs-jdk: ## builds everything anew and runs the tests of what depends on the JDK
	./mvnw clean verify -Dgroups=jdk

RUN_BENCHMARKS = $(JAVA) @benchmarks/target/jvm.args -Dlogback.configurationFile=config/logback.xml -jar $(BENCHMARKS)

bench: $(BENCHMARKS) ## runs the benchmarks, or the parts in ONLY="name ..."; the report goes to benchmarks/results/
	@exec $(RUN_BENCHMARKS) $(ONLY)

bench-gate: $(BENCHMARKS) ## fails when the engine allocates or its cost grows with the number of alerts; two minutes
	@exec $(RUN_BENCHMARKS) --gate

replay: $(REPLAY) ## builds the replay tool and runs a command of it: make replay ARGS="inspect --follow"
	@exec config/run $(REPLAY) $(ARGS)

console: $(REPLAY) ## opens the replay tool's console on the data directory
	@exec config/run $(REPLAY) console --data "$${TOCSIN_DATA_DIR:-data}"

routes: $(NODE) ## lists the REST routes and WebSocket operations
	@exec $(JAVA) -jar $(NODE) routes

bash: ## opens a shell in the running container
	docker compose exec tocsin bash

golden: ## writes the golden journal of the schema's present version
	./mvnw -q -pl replay-tool -am -Dtest='GoldenJournalTest#shouldWriteTheJournalOfThisVersion' \
		-Dgolden.write=true -Dsurefire.failIfNoSpecifiedTests=false test

format: ## formats the sources
	./mvnw -q spotless:apply

clean: ## removes what was built
	./mvnw -q clean

$(NODE): $(call sources,engine contract journal gateway)
	$(PACKAGE) gateway && touch $@

$(REPLAY): $(call sources,engine contract journal replay-tool)
	$(PACKAGE) replay-tool && touch $@

$(BENCHMARKS): $(call sources,engine contract journal gateway benchmarks)
	$(PACKAGE) benchmarks && touch $@
