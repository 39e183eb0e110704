using Faultline.Api.Acm;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Acm;

/// <summary>Lists of certificates, and their tags.</summary>
public sealed class ListTests
{
    private readonly AcmRig rig = new();

    [Fact]
    public async Task Lists_small_rsa_keys_unless_it_is_asked_for_others()
    {
        var rsa = await rig.Issued();
        rig.Now += TimeSpan.FromSeconds(1);
        var curve = await rig.Import(Handed.Own());
        Assert.Equal([rsa], await List(new()));
        Assert.Equal([curve], await List(new() { Includes = new() { KeyTypes = ["EC_prime256v1"] } }));
        List<string> both = ["EC_prime256v1", "RSA_2048"];
        Assert.Equal([rsa, curve], await List(new() { Includes = new() { KeyTypes = both } }));
        Assert.Equal([rsa], await List(new()
        {
            Includes = new() { KeyTypes = both, ExtendedKeyUsage = ["TLS_WEB_SERVER_AUTHENTICATION"] },
        }));
        Assert.Equal(
            [rsa], await List(new() { Includes = new() { KeyTypes = both, KeyUsage = ["KEY_ENCIPHERMENT"] } }));
        Assert.Equal(
            [rsa, curve], await List(new() { Includes = new() { KeyTypes = both, ExportOption = "DISABLED" } }));
        Assert.Empty(await List(new() { Includes = new() { KeyTypes = both, ExportOption = "ENABLED" } }));
        Assert.Empty(await List(new() { Includes = new() { KeyTypes = both, ManagedBy = "CLOUDFRONT" } }));
    }

    [Fact]
    public async Task Lists_by_status()
    {
        var issued = await rig.Issued();
        rig.Now += TimeSpan.FromSeconds(1);
        var pending = await rig.Request("example.org");
        Assert.Equal([issued, pending], await List(new()));
        Assert.Equal([pending], await List(new() { CertificateStatuses = ["PENDING_VALIDATION"] }));
        Assert.Equal([issued], await List(new() { CertificateStatuses = ["ISSUED", "EXPIRED"] }));
        var shown = (await rig.Acm.ListCertificates(rig.Call("ListCertificates"), new(), AcmRig.Ct))
            .CertificateSummaryList![0];
        Assert.Equal(("example.com", "ISSUED", "AMAZON_ISSUED", "RSA-2048", false),
            (shown.DomainName, shown.Status, shown.Type, shown.KeyAlgorithm, shown.InUse));
    }

    [Fact]
    public async Task Comes_in_pages_that_what_comes_and_goes_does_not_shift()
    {
        var all = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            all.Add(await rig.Request($"{i}.example.com"));
            rig.Now += TimeSpan.FromSeconds(1);
        }

        var first = await Page(new() { MaxItems = 2 });
        await rig.Delete(all[0]);
        var second = await Page(new() { MaxItems = 2, NextToken = first.Next });
        var third = await Page(new() { MaxItems = 2, NextToken = second.Next });
        Assert.Equal(all, [.. first.Arns, .. second.Arns, .. third.Arns]);
        Assert.Null(third.Next);
        all.RemoveAt(0);
        all.Reverse();
        var back = new ListCertificatesRequest { SortBy = "CREATED_AT", SortOrder = "DESCENDING", MaxItems = 3 };
        var (top, next) = await Page(back);
        back.NextToken = next;
        Assert.Equal(all, [.. top, .. (await Page(back)).Arns]);
        await Ec2Rig.Refused("ValidationException", () => Page(new() { SortBy = "CREATED_AT" }));
        await Ec2Rig.Refused("InvalidArgsException", () => Page(new() { NextToken = "x" }));
    }

    [Fact]
    public async Task Tags_are_put_over_others_and_taken_by_key_or_by_value()
    {
        var arn = await rig.Request(with: request => request.Tags = [new() { Key = "a", Value = "1" }]);
        await Add(arn, ("a", "2"), ("b", "3"), ("c", "4"));
        Assert.Equal("a=2 b=3 c=4", await Tags(arn));
        await Remove(arn, ("a", null), ("b", "other"), ("c", "4"));
        Assert.Equal("b=3", await Tags(arn));
        await Ec2Rig.Refused("InvalidTagException", () => Add(arn, ("aws:x", "1")));
        await Ec2Rig.Refused("TooManyTagsException", () =>
            Add(arn, [.. Enumerable.Range(0, 50).Select(i => ($"k{i}", (string?)""))]));
        Assert.Equal("b=3", await Tags(arn));
    }

    private async Task<List<string>> List(ListCertificatesRequest request) => (await Page(request)).Arns;

    private async Task<(List<string> Arns, string? Next)> Page(ListCertificatesRequest request)
    {
        var page = await rig.Acm.ListCertificates(rig.Call("ListCertificates"), request, AcmRig.Ct);
        return (page.CertificateSummaryList!.ConvertAll(each => each.CertificateArn!), page.NextToken);
    }

    private static List<Tag> Of((string Key, string? Value)[] tags) =>
        [.. tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    private async Task Add(string arn, params (string, string?)[] tags) => await rig.Acm.AddTagsToCertificate(
        rig.Call("AddTagsToCertificate"), new() { CertificateArn = arn, Tags = Of(tags) }, AcmRig.Ct);

    private async Task Remove(string arn, params (string, string?)[] tags) => await rig.Acm.RemoveTagsFromCertificate(
        rig.Call("RemoveTagsFromCertificate"), new() { CertificateArn = arn, Tags = Of(tags) }, AcmRig.Ct);

    private async Task<string> Tags(string arn)
    {
        var shown = await rig.Acm.ListTagsForCertificate(
            rig.Call("ListTagsForCertificate"), new() { CertificateArn = arn }, AcmRig.Ct);
        return string.Join(' ', shown.Tags!.Select(tag => $"{tag.Key}={tag.Value}"));
    }
}
