FROM eclipse-temurin:17.0.17_10-jdk-noble AS build
WORKDIR /src
COPY . .
ARG COMMIT=unknown
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw package -Dmaven.test.skip=true -Dgit.commit="$COMMIT" -pl gateway,replay-tool -am
RUN jlink --add-modules java.se,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs \
    --strip-debug --no-header-files --no-man-pages --compress=2 --output /opt/java

FROM debian:12.12-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /opt/tocsin --shell /usr/sbin/nologin tocsin \
    && install -d -o tocsin -g tocsin /var/lib/tocsin
COPY --from=build /opt/java /opt/java
# The locale decides how Java reads arguments, file names and the environment.
ENV PATH=/opt/java/bin:$PATH LANG=C.UTF-8 TOCSIN_DATA_DIR=/var/lib/tocsin
WORKDIR /opt/tocsin
COPY --from=build /src/gateway/target/tocsin.jar /src/replay-tool/target/tocsin-replay.jar ./
COPY config config
# Makes the archives of classes, which the user below can only read.
RUN config/run tocsin.jar --version && config/run tocsin-replay.jar --version && ls tocsin.jsa tocsin-replay.jsa
USER tocsin
VOLUME /var/lib/tocsin
EXPOSE 8080 8081
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${TOCSIN_HTTP_PORT:-8080} && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["config/run", "tocsin.jar"]
CMD ["--config", "config/tocsin.conf"]
