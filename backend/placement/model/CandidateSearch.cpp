#include "placement/model/CandidateSearch.h"

#include "placement/model/Names.h"

#include <algorithm>

namespace skylab::placement {

bool satisfies(const World::Node& node, const TraitWish& wish)
{
    return !node.traits.intersects(wish.forbidden)
        && std::all_of(wish.required.begin(), wish.required.end(), [&](const QSet<QString>& any) { return node.traits.intersects(any); });
}

bool satisfies(const World::Node& node, const AggregateWish& wish)
{
    return !node.aggregates.intersects(wish.forbidden)
        && std::all_of(wish.required.begin(), wish.required.end(), [&](const QSet<QString>& any) { return node.aggregates.intersects(any); });
}

namespace {

bool hasAll(const World::Node& node, const Amounts& resources)
{
    for (auto it = resources.begin(); it != resources.end(); ++it) {
        const auto stock = node.stocks.constFind(it.key());
        if (stock == node.stocks.cend() || !stock->fits(it.value()))
            return false;
    }
    return true;
}

/// Of the aggregate filter of a group without suffix: the provider or its tree's root stands in the aggregates.
bool standsIn(const World& world, int provider, int anchor, const AggregateWish& wish)
{
    const auto in = [&](int place) {
        return std::all_of(wish.required.begin(), wish.required.end(), [&](const QSet<QString>& any) { return world.at(place).aggregates.intersects(any); });
    };
    if (!wish.required.empty() && !in(provider) && !in(anchor))
        return false;
    return wish.forbidden.isEmpty() || (!world.at(provider).aggregates.intersects(wish.forbidden) && !world.at(anchor).aggregates.intersects(wish.forbidden));
}

QByteArray fingerprint(const Candidate& candidate)
{
    QByteArray text;
    for (auto it = candidate.allocations.begin(); it != candidate.allocations.end(); ++it) {
        text += QByteArray::number(it.key()) + ':';
        for (auto one = it->begin(); one != it->end(); ++one)
            text += one.key().toLatin1() + '=' + QByteArray::number(one.value()) + ',';
    }
    for (auto it = candidate.mappings.begin(); it != candidate.mappings.end(); ++it) {
        auto places = it->values();
        std::sort(places.begin(), places.end());
        text += ';' + it.key().toLatin1() + '@';
        for (const auto place : places)
            text += QByteArray::number(place) + ',';
    }
    return text;
}

/// What to change: the groups multiply, and what narrows one narrows all.
tl::unexpected<Error> tooMuch(const CandidateRequest& request)
{
    const auto groups = request.groups.size();
    return fail(ErrorCode::BadRequest, QStringLiteral("The request has too many ways to be fulfilled to look at them all: its %1 group%2 of resources and the providers that suit each multiply. "
                                                      "Ask for fewer groups, or narrow them with in_tree, member_of or required.").arg(groups).arg(groups == 1 ? QString() : QStringLiteral("s")));
}

} // namespace

Result<Candidates> CandidateSearch::run()
{
    const auto& nodes = m_world.nodes();
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].traits.contains(sharingTrait))
            m_sharing.insert(int(i));
    if (!m_request.rootRequired.isEmpty() || !m_request.rootForbidden.isEmpty()) {
        m_anchors.emplace();
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if (nodes[i].parent < 0 && nodes[i].traits.contains(m_request.rootRequired) && !nodes[i].traits.intersects(m_request.rootForbidden))
                m_anchors->insert(int(i));
    }
    QMap<QString, Parts> parts;
    QSet<int> anchors;
    bool first = true;
    for (auto it = m_request.groups.begin(); it != m_request.groups.end(); ++it) {
        auto found = it.key().isEmpty() ? spread(*it) : single(*it);
        if (isTooMuch())
            return tooMuch(m_request);
        if (!found || found->isEmpty())
            return Candidates();
        const auto keys = found->keys();
        const QSet<int> here(keys.begin(), keys.end());
        anchors = first ? here : anchors & here;
        first = false;
        parts.insert(it.key(), std::move(*found));
    }
    auto ordered = anchors.values();
    std::sort(ordered.begin(), ordered.end());
    for (const auto anchor : ordered) {
        std::vector<std::pair<QString, const std::vector<Part>*>> groups;
        for (auto it = parts.cbegin(); it != parts.cend(); ++it)
            groups.emplace_back(it.key(), &it->constFind(anchor).value());
        Candidate empty;
        std::vector<int> isolated;
        merge(anchor, groups, 0, empty, isolated);
        if (isTooMuch())
            return tooMuch(m_request);
        if (isFull())
            break;
    }
    auto summaries = summarise();
    return Candidates { std::move(m_found), std::move(summaries) };
}

std::optional<int> CandidateSearch::treeOf(const RequestGroup& group) const
{
    if (group.inTree.isEmpty())
        return -1;
    const auto place = m_world.find(group.inTree);
    return place < 0 ? std::optional<int>() : m_world.at(place).root;
}

/// The roots of the trees that a sharing provider gives to.
QSet<int> CandidateSearch::sharedWith(int provider) const
{
    QSet<int> roots;
    for (const auto& aggregate : m_world.at(provider).aggregates)
        roots |= m_world.rootsIn(aggregate);
    return roots;
}

/// The group without suffix: each class from any provider of a tree, or from one that shares with the tree.
std::optional<CandidateSearch::Parts> CandidateSearch::spread(const RequestGroup& group)
{
    const auto tree = treeOf(group);
    if (!tree)
        return {};
    QMap<int, QMap<QString, std::vector<int>>> byRoot;
    for (auto it = group.resources.begin(); it != group.resources.end(); ++it) {
        for (std::size_t i = 0; i < m_world.nodes().size(); ++i) {
            const auto& node = m_world.nodes()[i];
            const auto stock = node.stocks.constFind(it.key());
            if ((*tree >= 0 && node.root != *tree) || stock == node.stocks.cend() || !stock->fits(it.value()))
                continue;
            QSet<int> roots { node.root };
            const AggregateWish own { .required = group.aggregates.required };
            if (*tree < 0 && m_sharing.contains(int(i)) && satisfies(node, own))
                roots |= sharedWith(int(i));
            for (const auto root : roots)
                if (isAnchor(root) && standsIn(m_world, int(i), root, group.aggregates) && step())
                    byRoot[root][it.key()].push_back(int(i));
        }
    }
    Parts parts;
    for (auto it = byRoot.begin(); it != byRoot.end() && !isTooMuch(); ++it)
        if (it->size() == group.resources.size())
            combine(group, it.key(), *it, parts);
    return parts;
}

/// All ways to take each class from one of the providers that have it; together they must have the traits.
void CandidateSearch::combine(const RequestGroup& group, int root, const QMap<QString, std::vector<int>>& byClass, Parts& parts)
{
    const auto classes = byClass.keys();
    std::vector<std::size_t> chosen(std::size_t(classes.size()), 0);
    while (step()) {
        Part part;
        QSet<QString> traits;
        for (qsizetype i = 0; i < classes.size(); ++i) {
            const auto place = byClass[classes[i]][chosen[std::size_t(i)]];
            part.allocations[place].insert(classes[i], group.resources[classes[i]]);
            part.providers.insert(place);
            traits |= m_world.at(place).traits;
        }
        const bool right = !traits.intersects(group.traits.forbidden)
            && std::all_of(group.traits.required.begin(), group.traits.required.end(), [&](const QSet<QString>& any) { return traits.intersects(any); });
        if (right)
            parts[root].push_back(std::move(part));
        std::size_t digit = 0;
        while (digit < chosen.size() && ++chosen[digit] == byClass[classes[qsizetype(digit)]].size())
            chosen[digit++] = 0;
        if (digit == chosen.size() || parts[root].size() >= mostCandidates)
            break;
    }
    if (parts[root].empty())
        parts.remove(root);
}

/// A group with a suffix: all from one provider.
std::optional<CandidateSearch::Parts> CandidateSearch::single(const RequestGroup& group)
{
    const auto tree = treeOf(group);
    if (!tree)
        return {};
    Parts parts;
    for (std::size_t i = 0; i < m_world.nodes().size(); ++i) {
        const auto& node = m_world.nodes()[i];
        if ((*tree >= 0 && node.root != *tree) || !satisfies(node, group.traits) || !satisfies(node, group.aggregates) || !hasAll(node, group.resources))
            continue;
        Part part;
        if (!group.resources.isEmpty())
            part.allocations.insert(int(i), group.resources);
        part.providers.insert(int(i));
        QSet<int> roots { node.root };
        if (m_sharing.contains(int(i)))
            roots |= sharedWith(int(i));
        for (const auto root : roots)
            if (isAnchor(root) && step())
                parts[root].push_back(part);
    }
    return parts;
}

/// Depth first over the groups; what can't hold any more is left early.
void CandidateSearch::merge(int anchor, const std::vector<std::pair<QString, const std::vector<Part>*>>& groups, std::size_t depth, Candidate& so, std::vector<int>& isolated)
{
    if (isFull())
        return;
    if (depth == groups.size()) {
        if (holdsTogether(so) && (m_request.nested || !usesTrees(so)))
            keep(so);
        return;
    }
    const auto& [suffix, parts] = groups[depth];
    for (const auto& part : *parts) {
        if (!step())
            return;
        const bool alone = m_request.isolate && !suffix.isEmpty();
        const auto provider = *part.providers.begin();
        if (alone && std::find(isolated.begin(), isolated.end(), provider) != isolated.end())
            continue;
        auto next = so;
        for (auto it = part.allocations.begin(); it != part.allocations.end(); ++it)
            for (auto one = it->begin(); one != it->end(); ++one)
                next.allocations[it.key()][one.key()] += one.value();
        next.mappings.insert(suffix, part.providers);
        if (!fits(next))
            continue;
        if (alone)
            isolated.push_back(provider);
        merge(anchor, groups, depth + 1, next, isolated);
        if (alone)
            isolated.pop_back();
    }
}

/// Groups that share a provider may ask for more than it has together.
bool CandidateSearch::fits(const Candidate& candidate) const
{
    for (auto it = candidate.allocations.begin(); it != candidate.allocations.end(); ++it)
        for (auto one = it->begin(); one != it->end(); ++one) {
            const auto& stock = *m_world.at(it.key()).stocks.constFind(one.key());
            if (stock.used + one.value() > stock.capacity() || one.value() > stock.maxUnit)
                return false;
        }
    return true;
}

/// same_subtree: one of the providers that fulfil the groups is above all the others.
bool CandidateSearch::holdsTogether(const Candidate& candidate) const
{
    return std::all_of(m_request.sameSubtrees.begin(), m_request.sameSubtrees.end(), [&](const QSet<QString>& suffixes) {
        QSet<int> providers;
        for (const auto& suffix : suffixes)
            providers |= candidate.mappings.value(suffix);
        return std::any_of(providers.begin(), providers.end(), [&](int top) {
            return std::all_of(providers.begin(), providers.end(), [&](int place) {
                while (place >= 0 && place != top)
                    place = m_world.at(place).parent;
                return place == top;
            });
        });
    });
}

/// More than one provider of the same tree: what clients before 1.29 don't understand.
bool CandidateSearch::usesTrees(const Candidate& candidate) const
{
    QSet<int> roots;
    for (auto it = candidate.allocations.begin(); it != candidate.allocations.end(); ++it)
        roots.insert(m_world.at(it.key()).root);
    return roots.size() != candidate.allocations.size();
}

bool CandidateSearch::isFull() const
{
    return m_found.size() >= mostCandidates || (m_request.limit && m_found.size() >= std::size_t(*m_request.limit));
}

/// A provider that shares comes up under several anchors: each way counts once.
void CandidateSearch::keep(const Candidate& candidate)
{
    auto& seen = m_seen[fingerprint(candidate)];
    if (!std::exchange(seen, true))
        m_found.push_back(candidate);
}

std::vector<int> CandidateSearch::summarise() const
{
    QSet<int> used, roots;
    for (const auto& candidate : m_found)
        for (auto it = candidate.allocations.begin(); it != candidate.allocations.end(); ++it) {
            used.insert(it.key());
            roots.insert(m_world.at(it.key()).root);
        }
    std::vector<int> places;
    for (std::size_t i = 0; i < m_world.nodes().size(); ++i) {
        const bool wanted = m_request.nested || !m_world.hasTrees() ? roots.contains(m_world.nodes()[i].root) : used.contains(int(i));
        if (wanted)
            places.push_back(int(i));
    }
    return places;
}

} // namespace skylab::placement
