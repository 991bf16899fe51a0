// OpenSSL's macros, which Swift cannot import: each function or constant is one of them under its own name. No logic.
#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static const uint64_t COpenSSL_SSL_OP_CIPHER_SERVER_PREFERENCE = SSL_OP_CIPHER_SERVER_PREFERENCE;
static const uint64_t COpenSSL_SSL_OP_NO_COMPRESSION = SSL_OP_NO_COMPRESSION;
static const uint64_t COpenSSL_SSL_OP_NO_RENEGOTIATION = SSL_OP_NO_RENEGOTIATION;
static const uint64_t COpenSSL_SSL_OP_NO_TICKET = SSL_OP_NO_TICKET;

static const int COpenSSL_MBSTRING_ASC = MBSTRING_ASC;
static const int COpenSSL_ERR_R_INTERNAL_ERROR = ERR_R_INTERNAL_ERROR;
static const int COpenSSL_ERR_R_MALLOC_FAILURE = ERR_R_MALLOC_FAILURE;

static inline int COpenSSL_ERR_GET_REASON(unsigned long code) {
    return ERR_GET_REASON(code);
}

static inline int COpenSSL_ERR_SYSTEM_ERROR(unsigned long code) {
    return ERR_SYSTEM_ERROR(code);
}

static inline long COpenSSL_SSL_CTX_set_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_mode(context, mode);
}

static inline int COpenSSL_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline int COpenSSL_SSL_CTX_set_max_proto_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_max_proto_version(context, version);
}

static inline long COpenSSL_SSL_CTX_set_session_cache_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_session_cache_mode(context, mode);
}

static inline int COpenSSL_SSL_CTX_set1_groups_list(SSL_CTX *context, const char *list) {
    return SSL_CTX_set1_groups_list(context, list);
}

static inline int COpenSSL_SSL_CTX_set1_sigalgs_list(SSL_CTX *context, const char *list) {
    return SSL_CTX_set1_sigalgs_list(context, list);
}

static inline int COpenSSL_SSL_CTX_set1_client_sigalgs_list(SSL_CTX *context, const char *list) {
    return SSL_CTX_set1_client_sigalgs_list(context, list);
}

static inline long COpenSSL_SSL_CTX_set_tlsext_servername_callback(
    SSL_CTX *context, int (*callback)(SSL *ssl, int *alert, void *argument)) {
    return SSL_CTX_set_tlsext_servername_callback(context, callback);
}

static inline int COpenSSL_SSL_CTX_set_tlsext_ticket_key_evp_cb(
    SSL_CTX *context,
    int (*callback)(SSL *ssl, unsigned char *name, unsigned char *vector, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                    int is_sealing)) {
    return SSL_CTX_set_tlsext_ticket_key_evp_cb(context, callback);
}

static inline EVP_PKEY *COpenSSL_EVP_EC_gen(const char *curve) {
    return EVP_EC_gen(curve);
}

static inline int COpenSSL_SSL_set_tlsext_host_name(SSL *ssl, const char *name) {
    return SSL_set_tlsext_host_name(ssl, name);
}

static inline EVP_PKEY *COpenSSL_SSL_get0_peer_tmp_key(SSL *ssl) {
    EVP_PKEY *key = NULL;
    if (SSL_get_peer_tmp_key(ssl, &key)) EVP_PKEY_free(key);
    return key;
}

static inline EVP_PKEY *COpenSSL_SSL_get0_tmp_key(SSL *ssl) {
    EVP_PKEY *key = NULL;
    if (SSL_get_tmp_key(ssl, &key)) EVP_PKEY_free(key);
    return key;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static inline int COpenSSL_SSL_CTX_set_ssl_version(SSL_CTX *context, const SSL_METHOD *method) {
    return SSL_CTX_set_ssl_version(context, method);
}
#pragma GCC diagnostic pop
