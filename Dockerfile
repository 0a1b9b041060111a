# A static binary on an empty image. The data folder is a volume; the master key comes from outside it:
#   docker run -v safeguard:/data -v /etc/safeguard:/keys -p 127.0.0.1:8080:8080 safeguard
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /safeguard ./cmd/safeguard \
 && mkdir -m 0700 /data /keys

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /zoneinfo.zip
COPY --from=build --chown=65532:65532 /data /data
COPY --from=build --chown=65532:65532 /keys /keys
COPY --from=build /safeguard /safeguard
ENV ZONEINFO=/zoneinfo.zip TMPDIR=/data SAFEGUARD_DATA=/data SAFEGUARD_KEY=/keys/master.key SAFEGUARD_ADDR=0.0.0.0:8080
USER 65532:65532
VOLUME ["/data", "/keys"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/safeguard", "health"]
ENTRYPOINT ["/safeguard"]
CMD ["serve"]
