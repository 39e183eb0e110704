using System.Text.Json.Nodes;
using Faultline.Api.Elb;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Elb.Resources;

/// <summary>Certificates that a listener shows besides its first one. Its id follows from the work.</summary>
internal sealed class ListenerCertificateType(ElbApi elb)
    : ResourceType("AWS::ElasticLoadBalancingV2::ListenerCertificate")
{
    private const int NameMax = 128;
    private const int PageMax = 400;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        await Add(work, ct);
        return work.Name(NameMax);
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        await Add(work, ct);
        await Remove(work, [.. Asked(before).Except(Asked(work.Properties), StringComparer.Ordinal)], ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) =>
        await Remove(work, Asked(work.Properties), ct);

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var shown = (await Shown(work, ct) ?? []).FindAll(Asked(work.Properties).Contains);
        return shown.Count == 0 ? null : new JsonObject
        {
            ["ListenerArn"] = work.Properties.Needed("ListenerArn"),
            ["Certificates"] = new JsonArray([.. shown.Select(arn => new JsonObject { ["CertificateArn"] = arn })]),
            ["Id"] = work.Id,
        };
    }

    private static List<string> Asked(Properties properties) =>
        properties.Groups("Certificates").ConvertAll(each => each.Needed("CertificateArn"));

    private static List<Certificate> Named(List<string> arns) =>
        arns.ConvertAll(arn => new Certificate { CertificateArn = arn });

    private async ValueTask Add(Work work, CancellationToken ct) => await work.Ask(
        elb.AddListenerCertificates,
        new AddListenerCertificatesInput
        {
            ListenerArn = work.Properties.Needed("ListenerArn"),
            Certificates = Named(Asked(work.Properties)),
        },
        ct);

    /// <summary>Takes away those that are there still; the listener's first one is another resource's.</summary>
    private async ValueTask Remove(Work work, List<string> arns, CancellationToken ct)
    {
        var there = (await Shown(work, ct) ?? []).FindAll(arns.Contains);
        if (there.Count > 0)
        {
            await this.OrGone(work.Ask(
                elb.RemoveListenerCertificates,
                new RemoveListenerCertificatesInput
                {
                    ListenerArn = work.Properties.Needed("ListenerArn"),
                    Certificates = Named(there),
                },
                ct));
        }
    }

    private async ValueTask<List<string>?> Shown(Work work, CancellationToken ct) => (await this.OrGone(work.Ask(
        elb.DescribeListenerCertificates,
        new DescribeListenerCertificatesInput
        {
            ListenerArn = work.Properties.Needed("ListenerArn"),
            PageSize = PageMax,
        },
        ct)))
        ?.Certificates!.FindAll(each => each.IsDefault != true).ConvertAll(each => each.CertificateArn!);
}
