using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Wire;

namespace Faultline.Services.Ssm;

/// <summary>
/// What Parameter Store finds around it: the images that EC2 has, and the regions and zones of the map.
/// </summary>
internal sealed class Premises(string region, Node node, Surroundings around, Ec2Api ec2)
{
    private readonly InnerCalls calls = new(region, node, around);

    /// <summary>Refuses the id of an image that the caller cannot use.</summary>
    public async ValueTask CheckImage(Call call, string id, CancellationToken ct)
    {
        try
        {
            await calls.Ask(
                call.Principal, ec2.DescribeImages, new DescribeImagesRequest { ImageIds = [id] }, ct, call.Origin);
        }
        catch (AwsError error) when (error.Code.StartsWith("InvalidAMIID", StringComparison.Ordinal))
        {
            throw Refusal.Invalid($"The value {id} is not the id of an image that is available: {error.Message}");
        }
    }

    /// <summary>The public parameters, by their names.</summary>
    public async ValueTask<IReadOnlyDictionary<string, PublicParameter>> Public(Call call, CancellationToken ct)
    {
        var images = await calls.Ask(
            call.Principal, ec2.DescribeImages, new DescribeImagesRequest { Owners = ["amazon"] }, ct, call.Origin);
        return PublicParameters.Of(around.Atlas, images.Images ?? [])
            .ToDictionary(each => each.Name, StringComparer.Ordinal);
    }
}
