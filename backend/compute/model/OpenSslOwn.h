#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

namespace skylab::compute {

constexpr unsigned keyBits = 2048;      ///< of keys that are made for users

struct OpenSslDeleter {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(BIGNUM* number) const { BN_free(number); }
    void operator()(BIO* bio) const { BIO_free_all(bio); }
};
/// What OpenSSL made and its owner frees.
template <typename T>
using Own = std::unique_ptr<T, OpenSslDeleter>;

} // namespace skylab::compute
