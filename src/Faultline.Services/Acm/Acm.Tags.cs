using Faultline.Api.Acm;
using Faultline.Wire;

namespace Faultline.Services.Acm;

internal sealed partial class Acm
{
    public override async ValueTask AddTagsToCertificate(
        Call call, AddTagsToCertificateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Find(held.State, call, request.CertificateArn);
        held.State.Certificates.Tag(row.Id, tags => Tagging.Merge(call, tags, request.Tags));
        await held.Keep();
    }

    public override async ValueTask RemoveTagsFromCertificate(
        Call call, RemoveTagsFromCertificateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Find(held.State, call, request.CertificateArn);
        held.State.Certificates.Tag(row.Id, tags => Tagging.Without(tags, request.Tags));
        await held.Keep();
    }

    public override async ValueTask<ListTagsForCertificateResponse> ListTagsForCertificate(
        Call call, ListTagsForCertificateRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var tags = Find(held.State, call, request.CertificateArn).Tags;
        await held.Keep();
        return new() { Tags = tags };
    }
}
