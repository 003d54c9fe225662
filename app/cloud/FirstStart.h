#pragma once

#include "cloud/Config.h"
#include "cloud/LocalClient.h"

#include <functional>

namespace skylab {

/// What a fresh cloud holds so that an admin can launch a guest at once: flavors, the external network `public`, the
/// guest image; and for the demo project a network, its subnet and a router. Each part is made once and remembered in
/// <dataDir>/first-start.json, so that what an admin deletes stays deleted, and what was interrupted is made up for.
class FirstStart {
public:
    /// `progress` is told the name of each part that is made.
    FirstStart(const Config& config, LocalClient admin, LocalClient demo, std::function<void(const QString&)> progress);

    /// A part that fails is tried again at the next start; its error is given back after the others were tried.
    /// `cancelled` is asked before each part; then it ends with Cancelled.
    Result<> run(const std::function<bool()>& cancelled = {});

private:
    struct Part {
        const char* name;                                 ///< in the file
        QString title;                                    ///< for people
        Result<> (FirstStart::*make)();
    };

    Result<> makeFlavors();
    Result<> makePublicNetwork();
    Result<> makeDemoNetwork();
    Result<> uploadImage();
    [[nodiscard]] QString guestImage() const;
    /// The one resource of that name in a list, or an empty object.
    static Result<QJsonObject> named(LocalClient& client, const QString& path, const QString& collection, const QString& name);

    const Config& m_config;
    LocalClient m_admin;
    LocalClient m_demo;
    std::function<void(const QString&)> m_progress;
};

} // namespace skylab
