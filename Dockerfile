# A static binary on an empty image. The data folder is a volume; the master key comes from outside it. The server listens
# beyond its container, so it wants a certificate, or SAFEGUARD_PROXY with the range of the proxy in front that speaks https.
# User 65532 reads /etc/safeguard, and writes there until the key is made:
#   docker build -t safeguard .
#   docker run -d --name safeguard -v safeguard:/data -v /etc/safeguard:/keys -p 443:8080 \
#     -e SAFEGUARD_TLS_CERT=/keys/cert.pem -e SAFEGUARD_TLS_KEY=/keys/key.pem safeguard
#   docker logs safeguard    # prints the link to become the first admin: put the name of the site before its path
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
