using Faultline.Api.Acm;
using Faultline.Kernel;
using Faultline.Services.Acm.Keeping;
using Faultline.Services.Acm.X509;

namespace Faultline.Services.Acm;

/// <summary>Issues what was requested, renews what is used, and says of what is over that it is.</summary>
internal sealed class Issuing : IAsyncDisposable
{
    private readonly string region;
    private readonly AcmBook book;
    private readonly Node node;
    private readonly Func<CancellationToken, ValueTask<IUses>> uses;
    private readonly Action changed;
    private readonly Reconciler reconciler;

    public Issuing(
        string region, AcmBook book, Node node, Func<CancellationToken, ValueTask<IUses>> uses, Action changed)
    {
        (this.region, this.book, this.node, this.uses, this.changed) = (region, book, node, uses, changed);
        reconciler = new(node, Look);
    }

    public void Start() => reconciler.Start();

    public void Tell() => reconciler.Tell();

    public ValueTask DisposeAsync() => reconciler.DisposeAsync();

    /// <summary>One look; gives when the next step is due.</summary>
    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        List<CertificateRow> due;
        AuthorityRow? kept;
        DateTimeOffset? again;
        using (var users = await uses(ct))
        using (var held = await book.Take(ct))
        {
            var state = held.State;
            if (Upkeep.Settle(state, node.Now))
            {
                await held.Keep();
                return node.Now;
            }

            due = [.. Upkeep.Due(state, users, node.Now)];
            kept = state.Authorities.All.FirstOrDefault();
            again = Upkeep.Next(state, node.Now);
            users.Dispose();
            await held.Keep();
        }

        if (due.Count == 0)
        {
            return again;
        }

        await Issue(due, kept, ct);
        changed();
        return node.Now;
    }

    private async ValueTask Issue(List<CertificateRow> due, AuthorityRow? kept, CancellationToken ct)
    {
        // A key takes its time to be made: nobody is to wait in the turn for that.
        var now = node.Now;
        using var authority = Ready(kept, now);
        var issued = due.ConvertAll(row =>
        {
            ct.ThrowIfCancellationRequested();
            return (Row: row, Material: authority.Issue(
                row.Shown.SubjectAlternativeNames!, row.Shown.KeyAlgorithm!, now));
        });
        using var held = await book.Take(ct);
        if (authority.Row != kept)
        {
            held.State.Authorities.Put(authority.Row);
        }

        foreach (var (row, material) in issued)
        {
            // One that was changed meanwhile is looked at again.
            if (ReferenceEquals(held.State.Certificates.Find(row.Id), row))
            {
                held.State.Certificates.Put(Issued(row, material, now));
            }
        }

        await held.Keep();
    }

    private Authority Ready(AuthorityRow? kept, DateTimeOffset now)
    {
        if (kept is not null && new Authority(kept) is var known)
        {
            if (!known.IsOld(now))
            {
                return known;
            }

            known.Dispose();
        }

        return new(Authority.Make(region, now));
    }

    private static CertificateRow Issued(CertificateRow row, Material material, DateTimeOffset now)
    {
        using var certificate = Keys.Join(material.Body, material.Key);
        var isNew = row.Is(CertificateStatus.PendingValidation);
        return row.With(shown =>
        {
            Facts.Fill(shown, certificate);
            shown.Status = CertificateStatus.Issued;
            shown.IssuedAt = isNew ? now : shown.IssuedAt;
            shown.DomainValidationOptions = shown.DomainValidationOptions!.ConvertAll(each => Done(each));
            shown.RenewalSummary = isNew ? null : new()
            {
                RenewalStatus = RenewalStatus.Success,
                DomainValidationOptions = shown.DomainValidationOptions,
                UpdatedAt = now,
            };
        }) with
        {
            Material = material,
            Due = null,
        };
    }

    private static DomainValidation Done(DomainValidation validation) => new()
    {
        DomainName = validation.DomainName,
        ValidationDomain = validation.ValidationDomain,
        ValidationEmails = validation.ValidationEmails,
        ValidationMethod = validation.ValidationMethod,
        ResourceRecord = validation.ResourceRecord,
        ValidationStatus = DomainStatus.Success,
    };
}
