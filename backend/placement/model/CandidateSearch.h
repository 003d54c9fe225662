#pragma once

#include "core/Result.h"
#include "placement/model/World.h"

#include <optional>

namespace skylab::placement {

/// Traits that a provider must have (of each set, one at least) and must not have.
struct TraitWish {
    std::vector<QSet<QString>> required;
    QSet<QString> forbidden;
    [[nodiscard]] bool isEmpty() const { return required.empty() && forbidden.isEmpty(); }
};

/// Aggregates that a provider must be in (of each set, one at least) and must not be in.
struct AggregateWish {
    std::vector<QSet<QString>> required;
    QSet<QString> forbidden;
    [[nodiscard]] bool isEmpty() const { return required.empty() && forbidden.isEmpty(); }
};

/// Whether one provider has it all by itself.
[[nodiscard]] bool satisfies(const World::Node& node, const TraitWish& wish);
[[nodiscard]] bool satisfies(const World::Node& node, const AggregateWish& wish);

/// A group of a request. The one without a suffix may take each resource class from another provider of a tree, or from
/// one that shares with it; one with a suffix takes all from a single provider.
struct RequestGroup {
    Amounts resources;
    TraitWish traits;
    AggregateWish aggregates;
    QString inTree;              ///< uuid of a provider of the tree; empty = any
};

struct CandidateRequest {
    QMap<QString, RequestGroup> groups;          ///< by suffix
    std::optional<qint64> limit;
    bool isolate = false;                        ///< suffixed groups on providers of their own
    QSet<QString> rootRequired;                  ///< traits of the tree's root
    QSet<QString> rootForbidden;
    std::vector<QSet<QString>> sameSubtrees;     ///< of suffixes
    bool nested = true;                          ///< the client understands trees (1.29)
};

/// One way to fulfil a request.
struct Candidate {
    QMap<int, Amounts> allocations;              ///< by place in the world
    QMap<QString, QSet<int>> mappings;           ///< suffix -> providers
    bool operator==(const Candidate&) const = default;
};

struct Candidates {
    std::vector<Candidate> found;
    std::vector<int> summaries;                  ///< all providers of the trees in play
};

/// Where a request fits. Pure: the world is read before. Classes and traits that don't exist are refused before, too.
/// Source: https://docs.openstack.org/placement/latest/user/provider-tree.html and the API reference.
class CandidateSearch {
public:
    /// No answer holds more: a request over many groups multiplies.
    static constexpr std::size_t mostCandidates = 100'000;

    /// What a search may cost: a way of a group found, or tried together with others. Some seconds, at most 200 MiB.
    static constexpr qint64 mostSteps = 400'000;

    CandidateSearch(const World& world, const CandidateRequest& request) : m_world(world), m_request(request) { }
    /// BadRequest when it takes more than mostSteps: asked again, it would be the same, so the request must change.
    [[nodiscard]] Result<Candidates> run();

private:
    /// What one group may take: which class of which providers.
    struct Part {
        QMap<int, Amounts> allocations;
        QSet<int> providers;
        bool operator==(const Part&) const = default;
    };
    using Parts = QMap<int, std::vector<Part>>;  ///< by the root that anchors them

    [[nodiscard]] bool isAnchor(int root) const { return !m_anchors || m_anchors->contains(root); }
    [[nodiscard]] std::optional<int> treeOf(const RequestGroup& group) const;
    [[nodiscard]] QSet<int> sharedWith(int provider) const;
    [[nodiscard]] std::optional<Parts> spread(const RequestGroup& group);
    void combine(const RequestGroup& group, int root, const QMap<QString, std::vector<int>>& byClass, Parts& parts);
    [[nodiscard]] std::optional<Parts> single(const RequestGroup& group);
    /// Counts a step; false when there were too many, and all shall end.
    [[nodiscard]] bool step() { return ++m_steps <= mostSteps; }
    [[nodiscard]] bool isTooMuch() const { return m_steps > mostSteps; }
    void merge(int anchor, const std::vector<std::pair<QString, const std::vector<Part>*>>& groups, std::size_t depth, Candidate& so, std::vector<int>& isolated);
    [[nodiscard]] bool fits(const Candidate& candidate) const;
    [[nodiscard]] bool holdsTogether(const Candidate& candidate) const;
    [[nodiscard]] bool usesTrees(const Candidate& candidate) const;
    [[nodiscard]] bool isFull() const;
    void keep(const Candidate& candidate);
    [[nodiscard]] std::vector<int> summarise() const;

    const World& m_world;
    const CandidateRequest& m_request;
    QSet<int> m_sharing;
    std::optional<QSet<int>> m_anchors;
    QHash<QByteArray, bool> m_seen;
    std::vector<Candidate> m_found;
    qint64 m_steps = 0;
};

} // namespace skylab::placement
