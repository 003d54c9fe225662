#pragma once

#include "identity/driver/IdentityDriver.h"

#include <QObject>

#include <memory>

namespace skylab::test {

/// What every identity driver must do. Its directory holds alice ("wonderland"), bob ("builder", disabled) and odd*(x)
/// ("odd"); the groups staff (alice, bob) and admins (alice).
class IdentityDriverContract : public QObject {
    Q_OBJECT
protected:
    std::unique_ptr<identity::IdentityDriver> m_driver;

private:
    QString idOf(const QString& name);
    QString groupIdOf(const QString& name);

private Q_SLOTS:
    void listsUsers();
    void findsOneUser();
    void findsNobody_data();
    void findsNobody();
    void listsGroups();
    void knowsWhoIsInWhich();
    void takesTheRightPasswordOnly();
    void answersManyAtOnce();
};

} // namespace skylab::test
