using System.Collections.Immutable;
using Faultline.Api.Acm;
using Faultline.Store;

namespace Faultline.Services.Acm.Keeping;

/// <summary>
/// All certificates of a region, of every account, and the authority that issues them. Pure: the hour, ids and keys
/// come in as arguments.
/// </summary>
internal sealed class AcmState : IState
{
    private readonly Tables tables;
    private volatile ImmutableDictionary<string, CertificateRow> seen =
        ImmutableDictionary.Create<string, CertificateRow>(StringComparer.Ordinal);

    public AcmState() => tables = new(Certificates, Authorities, Accounts);

    /// <summary>The certificates by ARN as they were last handed over to be kept: a picture, which stays.</summary>
    public ImmutableDictionary<string, CertificateRow> Seen => seen;

    public Table<CertificateRow, Tag> Certificates { get; } = new(
        Kinds.Certificate, "certificate", CertificateRow.Form);

    /// <summary>At most one: that of the region.</summary>
    public Table<AuthorityRow, Tag> Authorities { get; } = new(Kinds.Authority, "", AuthorityRow.Form);

    /// <summary>What an account has configured, under its number.</summary>
    public Table<Owned<PutAccountConfigurationRequest>, Tag> Accounts { get; } = new(
        Kinds.Account, "", new(OwnedEntry.Write, OwnedEntry.Read<PutAccountConfigurationRequest>));

    public void Loaded() => Look();

    public void Flush(Batch batch)
    {
        if (Certificates.IsChanged)
        {
            Look();
        }

        tables.Flush(batch);
    }

    public bool TakeBack()
    {
        tables.TakeBack();
        return true;
    }

    public void Load(Key key, ReadOnlySpan<byte> entry) => tables.Load(key, entry);

    private void Look() =>
        seen = Certificates.All.ToImmutableDictionary(row => row.Id, StringComparer.Ordinal);
}
