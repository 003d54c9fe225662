#include "identity/model/Ec2Signature.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::identity;

/// Signatures against the examples of AWS's own documents.
class Ec2SignatureTest : public QObject {
    Q_OBJECT

    const QByteArray m_secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// GET Action=ListUsers of IAM, from "Create a signed AWS API request".
    static Ec2Request listUsers()
    {
        Ec2Request request;
        request.access = QStringLiteral("AKIDEXAMPLE");
        request.signature = QStringLiteral("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
        request.host = QStringLiteral("iam.amazonaws.com");
        request.verb = QStringLiteral("GET");
        request.path = QStringLiteral("/");
        request.params = { { QStringLiteral("Action"), QStringLiteral("ListUsers") }, { QStringLiteral("Version"), QStringLiteral("2010-05-08") } };
        request.headers = { { QStringLiteral("content-type"), QStringLiteral("application/x-www-form-urlencoded; charset=utf-8") },
                            { QStringLiteral("x-amz-date"), QStringLiteral("20150830T123600Z") },
                            { QStringLiteral("authorization"), QStringLiteral("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=x") } };
        request.bodyHash = QStringLiteral("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        return request;
    }

private Q_SLOTS:
    void version4()
    {
        auto request = listUsers();
        QVERIFY(request.isSignedWith(m_secret));
        QVERIFY(!request.isSignedWith("other"));
        QCOMPARE(request.time(), parseTimestamp(u"2015-08-30T12:36:00Z"));
        request.host += QStringLiteral(":8773");      // not signed by this client
        QVERIFY(request.isSignedWith(m_secret));
        request.access = QStringLiteral("ANOTHER");      // whose secret would be asked for
        QVERIFY(!request.isSignedWith(m_secret));
        request = listUsers();
        request.params.insert(QStringLiteral("Action"), QStringLiteral("DeleteUser"));
        QVERIFY(!request.isSignedWith(m_secret));
    }
    void version2()
    {
        // "Query request authentication", Signature Version 2, of Elastic MapReduce's developer guide.
        Ec2Request request;
        request.access = QStringLiteral("AKIAIOSFODNN7EXAMPLE");
        request.signature = QStringLiteral("i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=");
        request.host = QStringLiteral("elasticmapreduce.amazonaws.com");
        request.verb = QStringLiteral("GET");
        request.path = QStringLiteral("/");
        request.params = { { QStringLiteral("AWSAccessKeyId"), request.access }, { QStringLiteral("Action"), QStringLiteral("DescribeJobFlows") }, { QStringLiteral("SignatureMethod"), QStringLiteral("HmacSHA256") },
                           { QStringLiteral("SignatureVersion"), QStringLiteral("2") }, { QStringLiteral("Timestamp"), QStringLiteral("2011-10-03T15:19:30") }, { QStringLiteral("Version"), QStringLiteral("2009-03-31") } };
        QVERIFY(request.isSignedWith("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
        QCOMPARE(request.time(), parseTimestamp(u"2011-10-03T15:19:30Z"));
        request.params.insert(QStringLiteral("SignatureVersion"), QStringLiteral("1"));
        QVERIFY(!request.isSignedWith("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
    }
    void scopesOfAnotherFormAreNone()
    {
        for (const auto* scope : { "20150830/us-east-1/iam", "20150830/us-east-1/iam/x", "a/b/c/d/e/f/aws4_request", "/aws4_request" }) {
            auto request = listUsers();
            auto& header = request.headers[QStringLiteral("authorization")];
            header.replace(QStringLiteral("20150830/us-east-1/iam/aws4_request"), QString::fromLatin1(scope));
            QVERIFY(!request.isSignedWith(m_secret));
            QVERIFY(!isS3Signature("AWS4-HMAC-SHA256\n20130524T000000Z\n" + QByteArray(scope) + "\nx", {}, m_secret));
        }
    }
    void s3Texts()
    {
        // "Signing and authenticating REST requests": GET /photos/puppy.jpg of the bucket johnsmith.
        const QByteArray text = "GET\n\n\nTue, 27 Mar 2007 19:36:42 +0000\n/awsexamplebucket1/photos/puppy.jpg";
        QVERIFY(isS3Signature(text, QStringLiteral("qgk2+6Sv9/oM7G3qLEjTH1a1l1g="), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
        QVERIFY(!isS3Signature(text + ' ', QStringLiteral("qgk2+6Sv9/oM7G3qLEjTH1a1l1g="), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
        // The same documents' example of Version 4: GET of an object with a range.
        const QByteArray four = "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972";
        QVERIFY(isS3Signature(four, QStringLiteral("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
    }
};
SKYLAB_TEST(Ec2SignatureTest)
#include "Ec2SignatureTest.moc"
