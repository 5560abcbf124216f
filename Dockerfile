# Stages: build (jar and test classes), simulated-auth0 (build it with --target simulated-auth0), runtime (JRE and the
# layers of the jar), training (training run that writes the AOT cache), and last the service. BuildKit is not required.

FROM maven:3-eclipse-temurin-25 AS build
ENV MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
WORKDIR /build
# Dependencies and plug-ins: this layer is cached until the pom changes.
COPY pom.xml ./
COPY src/main/java/io/accountlink/package-info.java src/main/java/io/accountlink/
RUN mvn -B -ntp -q -Dspring-javaformat.skip -Dcheckstyle.skip -Dlint.skip -DskipTests -Dspring-boot.repackage.skip package \
    && mvn -B -ntp -q dependency:copy-dependencies -DincludeScope=test -DoutputDirectory=/build/test-lib \
    && rm -rf src target
COPY src src
RUN mvn -B -ntp -q -Dspring-javaformat.skip -Dcheckstyle.skip -Dlint.skip -DskipTests package \
    && java -Djarmode=tools -jar target/account-link-*.jar extract --layers --destination layers \
    && mv layers/application/account-link-*.jar layers/application/account-link.jar

FROM eclipse-temurin:25-jre AS simulated-auth0
COPY --from=build /build/test-lib /app/lib
COPY --from=build /build/target/test-classes /app/classes
ENV SIMULATION_BIND_ADDRESS=0.0.0.0
EXPOSE 8090
USER 10001:10001
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-cp", "/app/classes:/app/lib/*", "io.accountlink.simulation.SimulatedAuth0Application"]

FROM eclipse-temurin:25-jre AS runtime
WORKDIR /app
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
COPY src/main/docker/jvm.options ./

# An AOT cache is valid only for the JVM, class path, object headers and compressed pointers that it was made with. Pointers
# are compressed in a heap below 32 GiB: MaxRAM makes that independent of the host. The training run uses both compilers:
# C2 made links no cheaper with a cache that C1 alone had trained. The last step fails where Java does not accept the cache.
FROM runtime AS training
COPY --from=build /build/test-lib /training/lib
COPY --from=build /build/target/test-classes /training/classes
RUN ["java", "-cp", "/training/classes:/training/lib/*", "io.accountlink.benchmark.TrainingRun", \
     "java", "-XX:AOTCacheOutput=/training/account-link.aot", "@/app/jvm.options", "-XX:TieredStopAtLevel=4", "-XX:MaxRAM=512m", \
     "-jar", "/app/account-link.jar"]
RUN ["java", "-XX:AOTMode=on", "-XX:AOTCache=/training/account-link.aot", "@/app/jvm.options", "-XX:MaxRAM=512m", \
     "-cp", "/app/account-link.jar", "-version"]

FROM runtime
COPY --from=training /training/account-link.aot ./
# JDK_JAVA_OPTIONS can be replaced. Options of the entry point win over it: only what the AOT cache needs.
ENV JDK_JAVA_OPTIONS=@/app/jvm.options \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs
EXPOSE 8080 8081
USER 10001:10001
# The health check has options of its own: two collectors, or two debuggers on one port, would stop it.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["env", "-u", "JDK_JAVA_OPTIONS", "-u", "JAVA_TOOL_OPTIONS", "java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", \
         "-Xmx16m", "-cp", "/app/account-link.jar", "io.accountlink.HealthCheck"]
ENTRYPOINT ["java", "-XX:AOTCache=/app/account-link.aot", "-XX:+UseCompactObjectHeaders", "-jar", "/app/account-link.jar"]
