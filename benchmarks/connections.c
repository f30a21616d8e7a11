/* The two ends of measured connections, in a language that costs little beside what is between them.

   connections target PORT                                   answers each byte, and takes in whatever is more
   connections rate ADDRESS PORT SOURCE SECONDS THREADS      connections a second, each with a byte there and back
   connections bulk ADDRESS PORT SOURCE SECONDS              bytes a second of one connection
*/
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, MOST_THREADS = 64, BIND_ADDRESS_NO_PORT = 24 };

static struct sockaddr_in goal, source;
static double end;
static long made;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static struct sockaddr_in address(const char *host, int port) {
    struct sockaddr_in made_of = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (inet_pton(AF_INET, host, &made_of.sin_addr) != 1) fail(host);
    return made_of;
}

static int dial(void) {
    int connection = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(connection, IPPROTO_IP, BIND_ADDRESS_NO_PORT, &one, sizeof one);
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (bind(connection, (void *)&source, sizeof source)) fail("bind");
    if (connect(connection, (void *)&goal, sizeof goal)) fail("connect");
    return connection;
}

static void *serve(void *given) {
    int connection = (int)(long)given;
    char *buffer = malloc(BUFFER);
    for (ssize_t count; (count = read(connection, buffer, BUFFER)) > 0;)
        if (count == 1 && write(connection, buffer, 1) != 1) break;
    free(buffer);
    close(connection);
    return NULL;
}

static void target(int port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in own = address("0.0.0.0", port);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (void *)&own, sizeof own) || listen(listener, 4096)) fail("listen");
    puts("ready");
    fflush(stdout);
    for (;;) {
        long connection = accept(listener, NULL, NULL);
        pthread_t thread;
        if (connection >= 0 && !pthread_create(&thread, NULL, serve, (void *)connection)) pthread_detach(thread);
    }
}

static void *connect_often(void *unused) {
    struct linger reset = {1, 0};
    long own = 0;
    for (char byte = 'q'; now() < end; own++) {
        int connection = dial();
        if (write(connection, &byte, 1) != 1 || read(connection, &byte, 1) != 1) fail("exchange");
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(connection);
    }
    __sync_fetch_and_add(&made, own);
    return unused;
}

static void rate(int threads) {
    pthread_t started[MOST_THREADS];
    for (int at = 0; at < threads; at++) pthread_create(started + at, NULL, connect_often, NULL);
    for (int at = 0; at < threads; at++) pthread_join(started[at], NULL);
}

static void bulk(void) {
    int connection = dial();
    char *buffer = calloc(BUFFER, 1);
    while (now() < end) {
        ssize_t count = write(connection, buffer, BUFFER);
        if (count < 0) fail("write");
        made += count;
    }
}

int main(int count, char **words) {
    signal(SIGPIPE, SIG_IGN);
    if (count == 3 && !strcmp(words[1], "target")) target(atoi(words[2]));
    if (count < 6) return 2;
    goal = address(words[2], atoi(words[3]));
    source = address(words[4], 0);
    double start = now();
    end = start + atof(words[5]);
    if (!strcmp(words[1], "rate")) rate(atoi(words[6]));
    else bulk();
    printf("%f\n", made / (now() - start));
}
